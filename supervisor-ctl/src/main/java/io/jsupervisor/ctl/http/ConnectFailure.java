package io.jsupervisor.ctl.http;

import java.io.IOException;

/** No connection to the server came about. */
public final class ConnectFailure extends IOException {
  private static final long serialVersionUID = 1L;

  /** Why, as far as the classic tool tells cases apart. */
  public enum Reason {
    /** Nobody listens there. */
    REFUSED,
    /** The socket file does not exist. */
    MISSING,
    OTHER
  }

  private final Reason reason;

  ConnectFailure(Reason reason, String message, IOException cause) {
    super(message, cause);
    this.reason = reason;
  }

  public Reason reason() {
    return reason;
  }
}
