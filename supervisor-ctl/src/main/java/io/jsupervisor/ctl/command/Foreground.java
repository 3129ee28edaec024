package io.jsupervisor.ctl.command;

import java.io.IOException;

/** Connects the terminal to a process. */
final class Foreground implements Command {
  @Override
  public String help() {
    return "fg <process>\tConnect to a process in foreground mode\n\t\tCtrl-C to exit";
  }

  @Override
  public void run(Session session, String argument) throws IOException {
    session
        .terminal()
        .complain(
            "jsupervisorctl: fg is not there yet; use \"tail -f\" to watch a process's output");
    session.exitCode(ExitCode.INVALID_ARGUMENTS);
  }
}
