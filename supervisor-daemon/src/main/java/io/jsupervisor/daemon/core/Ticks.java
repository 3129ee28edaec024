package io.jsupervisor.daemon.core;

/**
 * A point on the monotonic clock, in nanoseconds since an arbitrary origin. Never wall time: a
 * clock change must not reach the state machine.
 */
public record Ticks(long nanos) implements Comparable<Ticks> {
  private static final long NANOS_PER_SECOND = 1_000_000_000L;

  /** A point that never comes. */
  public static final Ticks NEVER = new Ticks(Long.MAX_VALUE);

  /** This point plus whole seconds; saturates instead of overflowing. Negative seconds go back. */
  public Ticks plusSeconds(long seconds) {
    try {
      return new Ticks(Math.addExact(nanos, Math.multiplyExact(seconds, NANOS_PER_SECOND)));
    } catch (ArithmeticException tooFar) {
      return seconds < 0 ? new Ticks(Long.MIN_VALUE) : NEVER;
    }
  }

  /** This point plus milliseconds; meant for short spans. */
  public Ticks plusMillis(long millis) {
    return new Ticks(nanos + millis * 1_000_000L);
  }

  /** Nanoseconds from {@code earlier} to this point. */
  public long since(Ticks earlier) {
    return nanos - earlier.nanos;
  }

  public boolean isAfter(Ticks other) {
    return nanos > other.nanos;
  }

  public boolean reached(Ticks deadline) {
    return nanos >= deadline.nanos;
  }

  @Override
  public int compareTo(Ticks other) {
    return Long.compare(nanos, other.nanos);
  }
}
