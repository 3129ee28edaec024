package io.jsupervisor.daemon.api;

import java.util.concurrent.locks.LockSupport;

/**
 * How much of a followed log a page is sent: half a megabyte a second at most, which nobody reads.
 * What a flood writes beyond that is left out, the oldest first and whole lines where there are
 * some, and how many bytes went is told.
 */
final class FollowPace {
  /** How far behind a page may be before it catches up, in bytes. */
  static final int MOST_BEHIND = 256 * 1024;

  /** How much of the newest it then gets, in bytes. */
  static final int KEPT = 32 * 1024;

  private static final int STEP_BYTES = 16 * 1024;
  private static final long STEP_NANOS = 30_000_000L;

  private FollowPace() {}

  /**
   * Rests after bytes were sent; also a few, so that lines that come one by one are sent together.
   */
  static void rest(int bytes) throws InterruptedException {
    long steps = Math.max(1, (bytes + STEP_BYTES - 1L) / STEP_BYTES);
    LockSupport.parkNanos(steps * STEP_NANOS);
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
  }

  /**
   * Where to begin in bytes of which those before were lost, or that are too many.
   *
   * @return the begin of a line, or of the newest bytes where they hold no whole one; 0 for all
   */
  static int begin(byte[] bytes, boolean lostBefore) {
    boolean many = bytes.length > MOST_BEHIND;
    if (!many && !lostBefore) {
      return 0;
    }
    int from = many ? bytes.length - KEPT : 0;
    for (int i = many ? from - 1 : from; i < bytes.length; i++) {
      if (bytes[i] == '\n') {
        return i + 1;
      }
    }
    return from;
  }
}
