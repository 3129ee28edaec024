package io.jsupervisor.fleet;

import io.jsupervisor.daemon.core.Ticks;
import io.jsupervisor.daemon.log.DaemonLog;
import io.jsupervisor.daemon.os.Clock;
import java.time.Instant;
import java.util.Optional;

/**
 * Whether the store answers: whoever writes and whoever watches say what they meet. A loss is told
 * once, and once that it is over. Any thread.
 */
final class Link {
  private static final long NANOS_PER_MILLI = 1_000_000;

  private final Clock clock;
  private final DaemonLog log;
  private String writing = "not connected yet";
  private String watching = "not connected yet";
  private boolean connected;
  private boolean complained;
  private Optional<Instant> since = Optional.empty();
  private Ticks contact;
  private long gapMillis;

  /** Something went wrong since the last answer: silence alone is none. */
  private boolean troubled = true;

  private long version;

  Link(Clock clock, DaemonLog log) {
    this.clock = clock;
    this.log = log;
    this.contact = clock.ticks();
  }

  /** The store has answered somebody. */
  synchronized void answered() {
    gapMillis = awayMillis();
    contact = clock.ticks();
    troubled = false;
  }

  /** The watch goes on: whatever was missed, it tells. */
  synchronized void watched() {
    answered();
    gapMillis = 0;
  }

  /** The longest time for which the store did not answer since the watch last went on. */
  synchronized long awayMillis() {
    long silent = troubled ? clock.ticks().since(contact) / NANOS_PER_MILLI : 0;
    return Math.max(gapMillis, silent);
  }

  /** How writing goes: a sentence for people, or empty when it does. */
  synchronized void writing(String problem) {
    writing = problem;
    troubled |= !problem.isEmpty();
    judge();
  }

  /** How watching goes, in the same way. */
  synchronized void watching(String problem) {
    watching = problem;
    troubled |= !problem.isEmpty();
    judge();
  }

  private void judge() {
    version++;
    boolean now = writing.isEmpty() && watching.isEmpty();
    if (now != connected) {
      since = Optional.of(clock.wall());
    }
    connected = now;
    boolean untried = problem().equals("not connected yet");
    if (!now && !complained && !untried) {
      complained = true;
      log.warn(
          "[fleet] "
              + problem()
              + "; nothing changes here, others are taken to be as they were last, and it is tried"
              + " again every second");
    } else if (now && complained) {
      complained = false;
      log.info("[fleet] the store answers again");
    }
  }

  /** Another number each time when something else may be told. */
  synchronized long version() {
    return version;
  }

  synchronized boolean isConnected() {
    return connected;
  }

  /** Whether the last write was taken. */
  synchronized boolean isWriting() {
    return writing.isEmpty();
  }

  synchronized Optional<Instant> since() {
    return since;
  }

  /** What is wrong; empty for nothing. */
  synchronized String problem() {
    return writing.isEmpty() ? watching : writing;
  }
}
