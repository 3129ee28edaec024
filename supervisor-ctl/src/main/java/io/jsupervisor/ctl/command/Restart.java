package io.jsupervisor.ctl.command;

import java.io.IOException;
import java.util.List;

/** Stops everything that is named, then starts it. */
final class Restart implements Command {
  @Override
  public String help() {
    return """
    restart <name>\t\tRestart a process
    restart <gname>:*\tRestart all processes in a group
    restart <name> <name>\tRestart multiple processes or groups
    restart all\t\tRestart all processes
    Note: restart does not reread config files. For that, see reread and update.\
    """;
  }

  @Override
  public void run(Session session, String argument) throws IOException {
    List<String> names = Session.words(argument);
    if (RollingRestart.isAsked(names)) {
      new RollingRestart().run(session, argument);
      return;
    }
    if (!session.upcheck()) {
      return;
    }
    if (names.isEmpty()) {
      session.misused(this, "Error: restart requires a process name", ExitCode.GENERIC);
      return;
    }
    new StopAction().perform(session, names);
    session.terminal().out().flush();
    new StartAction().perform(session, names);
  }
}
