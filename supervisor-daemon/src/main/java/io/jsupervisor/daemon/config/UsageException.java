package io.jsupervisor.daemon.config;

/** The command line cannot be understood. The message is the classic text after {@code Error: }. */
public final class UsageException extends Exception {
  private static final long serialVersionUID = 1L;

  public UsageException(String message) {
    super(message, null, false, false);
  }
}
