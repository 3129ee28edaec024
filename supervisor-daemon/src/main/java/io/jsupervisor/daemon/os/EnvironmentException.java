package io.jsupervisor.daemon.os;

/** The variables of a child cannot be put together. The message is a sentence with the cure. */
final class EnvironmentException extends Exception {
  private static final long serialVersionUID = 1L;

  EnvironmentException(String sentence) {
    super(sentence, null, false, false);
  }
}
