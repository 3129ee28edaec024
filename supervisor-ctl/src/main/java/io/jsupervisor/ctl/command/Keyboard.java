package io.jsupervisor.ctl.command;

import java.io.EOFException;
import java.io.IOException;

/** Where a person's lines come from. Used by one thread. */
public interface Keyboard extends AutoCloseable {
  /**
   * Shows the prompt and reads a command line, which later ones may be completed from.
   *
   * @throws EOFException when there is no more input
   * @throws UserInterrupt on Ctrl-C, once {@link #catchInterrupts} was called
   */
  String line(String prompt) throws IOException;

  /** Shows a question and reads its answer; throws as {@link #line}. */
  String answer(String question) throws IOException;

  /** As {@link #answer}, but nothing shows on a terminal. */
  String secret(String question) throws IOException;

  /**
   * From now on Ctrl-C does not end the program: it interrupts the calling thread, and with it
   * whatever that thread waits for.
   */
  void catchInterrupts();

  /** Whether Ctrl-C was pressed since the last line; a second call says no. */
  default boolean wasInterrupted() {
    return Thread.interrupted();
  }

  /** Whether the end of the input or Ctrl-C leaves the cursor at the begin of a line. */
  boolean endsItsLine();

  @Override
  void close() throws IOException;
}
