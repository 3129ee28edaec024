package io.jsupervisor.ctl.command;

import java.io.IOException;

/**
 * Leaves the shell; without a shell it prints the same empty line.
 *
 * @param word {@code exit}, {@code quit} or {@code EOF}
 */
record Exit(String word) implements Command {
  @Override
  public String help() {
    return word + "\tExit the supervisor shell.";
  }

  @Override
  public void run(Session session, String argument) throws IOException {
    session.answer().line("");
    session.leave();
  }
}
