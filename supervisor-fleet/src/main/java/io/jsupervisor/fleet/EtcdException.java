package io.jsupervisor.fleet;

import java.io.IOException;
import java.util.concurrent.TimeoutException;

/** The store did not do what was asked, with a sentence for people. */
final class EtcdException extends IOException {
  private static final long serialVersionUID = 1L;

  /** What matters to the caller. */
  enum Kind {
    /** No member of the store answers, or none has a majority behind it. */
    AWAY,
    /** The watch cannot go on from there: what has changed since is no longer kept. */
    COMPACTED,
    /** The lease has ended. */
    NO_LEASE,
    /** The user's name, password or token is not accepted. */
    NOT_SIGNED_IN,
    /** The answer is longer than is taken. */
    TOO_LARGE,
    /** Anything else; asking again will not help soon. */
    REFUSED
  }

  private final Kind kind;

  EtcdException(Kind kind, String message) {
    super(message);
    this.kind = kind;
  }

  EtcdException(Kind kind, String message, Throwable cause) {
    super(message, cause);
    this.kind = kind;
  }

  Kind kind() {
    return kind;
  }

  /** Whether somebody is there and does not answer in time; else nobody was there, or refused. */
  boolean isLate() {
    return getCause() instanceof TimeoutException;
  }
}
