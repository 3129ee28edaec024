package io.jsupervisor.ctl.command;

import java.io.IOException;

/** Prints the version of the daemon. */
final class VersionCommand implements Command {
  @Override
  public String help() {
    return "version\t\t\tShow the version of the remote supervisord process";
  }

  @Override
  public void run(Session session, String argument) throws IOException {
    if (!argument.isEmpty()) {
      session.misused(this, "Error: version accepts no arguments", ExitCode.GENERIC);
      return;
    }
    if (!session.upcheck()) {
      return;
    }
    String version = session.daemon().version();
    session.answer().line(version);
    session.answer().field("version", version);
  }
}
