package io.jsupervisor.daemon.os;

import io.jsupervisor.daemon.core.Ticks;
import java.time.Instant;

/** Time, as an argument, so that tests can own it. */
public interface Clock {
  /** Monotonic; decides. */
  Ticks ticks();

  /** Wall time; only shown. */
  Instant wall();

  /** The machine's clock. */
  Clock SYSTEM =
      new Clock() {
        @Override
        public Ticks ticks() {
          return new Ticks(System.nanoTime());
        }

        @Override
        public Instant wall() {
          return Instant.now();
        }
      };
}
