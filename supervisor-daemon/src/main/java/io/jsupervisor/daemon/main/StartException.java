package io.jsupervisor.daemon.main;

/**
 * The daemon cannot start. The message is for people, without a leading {@code Error: }; exit 2.
 */
final class StartException extends Exception {
  private static final long serialVersionUID = 1L;

  StartException(String message) {
    super(message);
  }
}
