package io.jsupervisor.ctl.command;

import io.jsupervisor.ctl.client.Fault;
import io.jsupervisor.ctl.client.FaultException;
import io.jsupervisor.ctl.http.ConnectFailure;
import java.io.IOException;

/** Ends the daemon and everything it runs. */
final class Shutdown implements Command {
  @Override
  public String help() {
    return "shutdown \tShut the remote supervisord down.";
  }

  @Override
  public void run(Session session, String argument) throws IOException {
    if (!argument.isEmpty()) {
      session.misused(this, "Error: shutdown accepts no arguments", ExitCode.GENERIC);
      return;
    }
    if (!session.confirmed("Really shut the remote supervisord process down y/N? ")) {
      return;
    }
    try {
      session.daemon().shutdown();
      session.answer().line("Shut down");
      session.answer().field("ok", true);
    } catch (FaultException e) {
      if (e.fault() != Fault.SHUTDOWN_STATE) {
        throw e;
      }
      session.answer().error("", e.fault().name(), "ERROR: already shutting down");
    } catch (ConnectFailure e) {
      String what =
          switch (e.reason()) {
            case REFUSED -> " refused connection (already shut down?)";
            case MISSING -> " no such file (already shut down?)";
            case OTHER -> throw e;
          };
      session.answer().error("ERROR: " + session.serverurl() + what);
      session.exitCode(ExitCode.GENERIC);
    }
  }
}
