package io.jsupervisor.ctl.command;

import java.io.IOException;
import java.util.List;

/** Starts processes and waits until they run. */
final class Start implements Command {
  @Override
  public String help() {
    return """
    start <name>\t\tStart a process
    start <gname>:*\t\tStart all processes in a group
    start <name> <name>\tStart multiple processes or groups
    start all\t\tStart all processes\
    """;
  }

  @Override
  public void run(Session session, String argument) throws IOException {
    if (!session.upcheck()) {
      return;
    }
    List<String> names = Session.words(argument);
    if (names.isEmpty()) {
      session.misused(this, "Error: start requires a process name", ExitCode.INVALID_ARGUMENTS);
      return;
    }
    new StartAction().perform(session, names);
  }
}
