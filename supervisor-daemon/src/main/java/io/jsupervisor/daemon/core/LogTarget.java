package io.jsupervisor.daemon.core;

/** Where the bytes of a stream go. */
public sealed interface LogTarget {
  /** A file of the daemon's own naming in {@code childlogdir}. */
  record Auto() implements LogTarget {}

  /** Nowhere. */
  record None() implements LogTarget {}

  /** A file or device of the operator's choice. May be relative to the daemon's directory. */
  record File(String path) implements LogTarget {}
}
