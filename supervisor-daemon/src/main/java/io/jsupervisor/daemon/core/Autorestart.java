package io.jsupervisor.daemon.core;

/** When a process that ended by itself is started again. */
public enum Autorestart {
  NEVER,
  ALWAYS,
  /** Only when the exit code is not one of {@code exitcodes}; a death by signal never is. */
  UNEXPECTED
}
