package io.jsupervisor.daemon.rpc;

/**
 * An argument of a type or value that the classic tool meets with an internal error: HTTP 500
 * alone, and {@code FAILED} within a multicall.
 */
public final class BadValueException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  BadValueException(String message) {
    super(message, null, false, false);
  }
}
