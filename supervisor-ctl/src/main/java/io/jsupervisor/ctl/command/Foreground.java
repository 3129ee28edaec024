package io.jsupervisor.ctl.command;

import io.jsupervisor.common.format.PythonText;
import io.jsupervisor.ctl.client.Daemon;
import io.jsupervisor.ctl.client.Fault;
import io.jsupervisor.ctl.client.FaultException;
import io.jsupervisor.ctl.client.Target;
import java.io.EOFException;
import java.io.IOException;
import java.util.List;

/** Connects the terminal to a process. */
final class Foreground implements Command {
  @Override
  public String help() {
    return "fg <process>\tConnect to a process in foreground mode\n\t\tCtrl-C to exit";
  }

  @Override
  public void run(Session session, String argument) throws IOException {
    if (!session.answer().endless()) {
      session.terminal().complain("jsupervisorctl: --json cannot connect a terminal; leave it out");
      session.exitCode(ExitCode.INVALID_ARGUMENTS);
      return;
    }
    if (!session.upcheck()) {
      return;
    }
    List<String> names = Session.words(argument);
    if (names.isEmpty()) {
      session.misused(this, "ERROR: no process name supplied", ExitCode.GENERIC);
    } else if (names.size() > 1) {
      refuse(session, "ERROR: too many process names supplied");
    } else {
      connect(session, names.getFirst());
    }
  }

  private static void connect(Session session, String name) throws IOException {
    Target.One process;
    boolean running;
    try {
      process = Target.one(name);
      running = session.daemon().process(process).isRunning();
    } catch (FaultException e) {
      if (e.fault() == Fault.BAD_NAME) {
        refuse(session, "ERROR: bad process name supplied");
      } else {
        session.answer().error("ERROR: " + shown(e));
      }
      return;
    }
    if (!running) {
      refuse(session, "ERROR: process not running");
      return;
    }
    session.terminal().keyboard().catchInterrupts();
    session.answer().line("==> Press Ctrl-C to exit <==");
    session.terminal().out().flush();
    String end;
    try (ForegroundOutput output = new ForegroundOutput(session, name)) {
      output.begin();
      end = passLines(session, process);
    }
    session.answer().line(end);
  }

  /** Sends line by line, and returns the last words. */
  private static String passLines(Session session, Target.One process) throws IOException {
    Keyboard keyboard = session.terminal().keyboard();
    Daemon daemon = session.daemon();
    try {
      while (true) {
        daemon.sendStdin(process, keyboard.line("") + "\n");
        if (!daemon.process(process).isRunning()) {
          return "Process got killed\nExiting foreground";
        }
      }
    } catch (EOFException | UserInterrupt e) {
      return "Exiting foreground";
    } catch (FaultException e) {
      String what = e.fault() == Fault.NOT_RUNNING ? "Process got killed" : "ERROR: " + shown(e);
      return what + "\nExiting foreground";
    } catch (IOException e) {
      if (Thread.interrupted()) {
        session.close();
        return "Exiting foreground";
      }
      throw e;
    }
  }

  private static String shown(FaultException e) {
    return "<Fault " + e.code() + ": " + PythonText.repr(e.text()) + ">";
  }

  private static void refuse(Session session, String error) throws IOException {
    session.answer().error(error);
    session.exitCode(ExitCode.GENERIC);
  }
}
