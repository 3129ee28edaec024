package io.jsupervisor.ctl.command;

import java.io.IOException;
import java.util.List;

/** Stops processes and waits until they are gone. */
final class Stop implements Command {
  @Override
  public String help() {
    return """
    stop <name>\t\tStop a process
    stop <gname>:*\t\tStop all processes in a group
    stop <name> <name>\tStop multiple processes or groups
    stop all\t\tStop all processes\
    """;
  }

  @Override
  public void run(Session session, String argument) throws IOException {
    if (!session.upcheck()) {
      return;
    }
    List<String> names = Session.words(argument);
    if (names.isEmpty()) {
      session.misused(this, "Error: stop requires a process name", ExitCode.GENERIC);
      return;
    }
    new StopAction().perform(session, names);
  }
}
