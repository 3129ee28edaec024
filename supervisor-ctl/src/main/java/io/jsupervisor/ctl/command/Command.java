package io.jsupervisor.ctl.command;

import java.io.IOException;

/** One word that a user can type. */
public interface Command {
  /** What {@code help <command>} prints, lines separated by LF, without the last line end. */
  String help();

  /**
   * Does the work: says what there is to say by the session's answer, and leaves the exit code
   * there. An exception becomes the classic {@code error:} line with code 1.
   *
   * @param argument what follows the word, without blanks around it
   */
  void run(Session session, String argument) throws IOException;
}
