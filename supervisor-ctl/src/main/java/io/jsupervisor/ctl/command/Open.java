package io.jsupervisor.ctl.command;

import java.io.IOException;
import java.util.Locale;

/** Turns to another server and lists its processes. */
final class Open implements Command {
  @Override
  public String help() {
    return "open <url>\tConnect to a remote supervisord process.\n"
        + "\t\t(for UNIX domain socket, use unix:///socket/path)";
  }

  @Override
  public void run(Session session, String argument) throws IOException {
    int colon = argument.indexOf(':');
    String scheme = colon < 0 ? "" : argument.substring(0, colon).toLowerCase(Locale.ROOT);
    if (!scheme.equals("unix") && !scheme.equals("http")) {
      session.answer().error("ERROR: url must be http:// or unix://");
      session.exitCode(ExitCode.GENERIC);
      return;
    }
    session.open(argument);
    int before = session.exitCode();
    new Status().run(session, "");
    session.exitCode(before);
  }
}
