package io.jsupervisor.daemon.api;

/** A server cannot be opened. The message is for people, without a leading {@code Error: }. */
public final class ServerOpenException extends Exception {
  private static final long serialVersionUID = 1L;

  /** The reference's own words, which scripts look for. */
  static final String IN_USE =
      "Another program is already listening on a port that one of our HTTP servers is configured to"
          + " use.  Shut this program down first before starting supervisord.";

  ServerOpenException(String message) {
    super(message);
  }

  ServerOpenException(String message, Throwable cause) {
    super(message, cause);
  }
}
