package io.jsupervisor.ctl.shell;

import io.jsupervisor.ctl.command.Commands;
import io.jsupervisor.ctl.command.Keyboard;
import io.jsupervisor.ctl.command.Session;
import io.jsupervisor.ctl.command.UserInterrupt;
import java.io.EOFException;
import java.io.IOException;

/** Runs the lines that a person types until there are no more. */
public final class Shell {
  private Shell() {}

  /**
   * Begins with {@code status}. Ends on {@code exit}, at the end of the input, and on Ctrl-C, each
   * with an empty line.
   *
   * @param prompt without the {@code > } behind it
   */
  public static void run(Session session, String prompt) throws IOException {
    Keyboard keyboard = session.terminal().keyboard();
    keyboard.catchInterrupts();
    try {
      execute(session, "status");
      while (!session.left()) {
        String line;
        try {
          line = keyboard.line(prompt + "> ");
        } catch (EOFException | UserInterrupt _) {
          endLine(session, !keyboard.endsItsLine());
          return;
        }
        execute(session, line);
      }
    } catch (UserInterrupt _) {
      endLine(session, true);
    }
  }

  private static void execute(Session session, String line) throws IOException {
    Commands.run(session, line);
    session.answer().finish();
    if (session.terminal().keyboard().wasInterrupted()) {
      throw new UserInterrupt();
    }
  }

  private static void endLine(Session session, boolean wanted) throws IOException {
    if (wanted) {
      session.answer().line("");
    }
    session.answer().finish();
  }
}
