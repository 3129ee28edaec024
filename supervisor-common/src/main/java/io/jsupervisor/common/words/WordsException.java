package io.jsupervisor.common.words;

/** A text cannot be cut into words. The message is Python's. */
public final class WordsException extends Exception {
  private static final long serialVersionUID = 1L;

  public WordsException(String message) {
    super(message, null, false, false);
  }
}
