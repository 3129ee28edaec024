package io.jsupervisor.daemon.fleet;

import io.jsupervisor.daemon.core.Ticks;
import java.time.Instant;

/** What the parts of the core use of its loop. */
interface Clockwork {
  Ticks now();

  Instant wall();

  /** Runs {@code action} on the core thread once {@code when} has come. Core thread only. */
  void at(Ticks when, Runnable action);

  /** Runs {@code action} on the core thread soon. Any thread. */
  void post(Runnable action);

  /** Runs {@code action} once other threads can read what this turn has changed. Core thread. */
  void afterPublish(Runnable action);

  /** Runs {@code task}, which may touch disks, on a thread of its own. */
  void offCore(Runnable task);
}
