package io.jsupervisor.ctl.command;

import java.io.IOException;
import java.util.List;

/** Sends a signal to processes. */
final class Signal implements Command {
  @Override
  public String help() {
    return """
    signal <signal name> <name>\t\tSignal a process
    signal <signal name> <gname>:*\t\tSignal all processes in a group
    signal <signal name> <name> <name>\tSignal multiple processes or groups
    signal <signal name> all\t\tSignal all processes\
    """;
  }

  @Override
  public void run(Session session, String argument) throws IOException {
    if (!session.upcheck()) {
      return;
    }
    List<String> words = Session.words(argument);
    if (words.size() < 2) {
      session.misused(
          this, "Error: signal requires a signal name and a process name", ExitCode.GENERIC);
      return;
    }
    new SignalAction(words.getFirst()).perform(session, words.subList(1, words.size()));
  }
}
