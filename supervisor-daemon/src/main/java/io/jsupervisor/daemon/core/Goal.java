package io.jsupervisor.daemon.core;

/** What is wanted after a stop. */
public enum Goal {
  /** Stay down until somebody asks. */
  DOWN,
  /** Start again: a restart. */
  UP,
  /** The daemon ends or reloads: a process in BACKOFF becomes FATAL, as with the classic tool. */
  SHUTDOWN
}
