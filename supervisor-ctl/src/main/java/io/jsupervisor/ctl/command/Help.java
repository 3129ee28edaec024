package io.jsupervisor.ctl.command;

import io.jsupervisor.ctl.format.Answer;
import io.jsupervisor.ctl.format.Columns;
import java.io.IOException;

/** Lists the commands, or explains one. */
final class Help implements Command {
  private static final String HEADER = "default commands (type help <topic>):";
  private static final int WIDTH = 79;

  @Override
  public String help() {
    return "help\t\tPrint a list of available actions\nhelp <action>\tPrint help for <action>";
  }

  @Override
  public void run(Session session, String argument) throws IOException {
    if (argument.isEmpty()) {
      printTopics(session.answer());
      return;
    }
    // A word of the help alone: the help of restart and update is the classic one.
    Command command =
        switch (argument) {
          case "EOF" -> null;
          case "rolling" -> new RollingRestart();
          default -> Commands.find(argument);
        };
    session.answer().line(command == null ? "*** No help on " + argument : command.help());
  }

  private static void printTopics(Answer answer) throws IOException {
    answer.line("");
    answer.line(HEADER);
    answer.line("=".repeat(HEADER.length()));
    for (String line : Columns.table(Commands.TOPICS, WIDTH)) {
      answer.line(line);
    }
    answer.line("");
  }
}
