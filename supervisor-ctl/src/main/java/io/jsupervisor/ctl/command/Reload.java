package io.jsupervisor.ctl.command;

import io.jsupervisor.ctl.client.Fault;
import io.jsupervisor.ctl.client.FaultException;
import java.io.IOException;

/** Has the daemon stop everything and start anew. */
final class Reload implements Command {
  @Override
  public String help() {
    return "reload \t\tRestart the remote supervisord.";
  }

  @Override
  public void run(Session session, String argument) throws IOException {
    if (!argument.isEmpty()) {
      session.misused(this, "Error: reload accepts no arguments", ExitCode.GENERIC);
      return;
    }
    if (!session.confirmed("Really restart the remote supervisord process y/N? ")) {
      return;
    }
    try {
      session.daemon().reload();
      session.answer().line("Restarted supervisord");
      session.answer().field("ok", true);
    } catch (FaultException e) {
      session.exitCode(ExitCode.GENERIC);
      if (e.fault() != Fault.SHUTDOWN_STATE) {
        throw e;
      }
      session.answer().error("", e.fault().name(), "ERROR: already shutting down");
    }
  }
}
