package io.jsupervisor.daemon.streams;

/**
 * How long pipes may be left alone so that the next reads find more: a read of one line costs as
 * much as one of a hundred. Never so long that a writer as fast as before would find its pipe full.
 *
 * <p>One round of the stream loop is {@link #begin}, then what was ready, then {@link #nanos}.
 */
final class ReadPace {
  /** What nobody who follows a log sees. */
  static final long MOST_NANOS = 10_000_000;

  /** A shorter sleep costs more than it saves. */
  static final long LEAST_NANOS = 50_000;

  /** A quarter of a usual pipe (pipe(7)): the rest is for sleeps that last longer than asked. */
  static final int ENOUGH = 16 * 1024;

  private long nanos;

  void begin() {
    nanos = Long.MAX_VALUE;
  }

  /** A stream was read that may wait. */
  void read(int bytes, long nanosSinceLastRead) {
    long untilEnough = bytes == 0 ? MOST_NANOS : nanosSinceLastRead / bytes * ENOUGH;
    nanos = Math.min(nanos, Math.clamp(untilEnough, 0, MOST_NANOS));
  }

  /** Something was ready whose other end waits for us: no rest after this round. */
  void urgent() {
    nanos = 0;
  }

  /** Nanoseconds to rest; 0 for none. */
  long nanos() {
    return nanos == Long.MAX_VALUE || nanos < LEAST_NANOS ? 0 : nanos;
  }
}
