package io.jsupervisor.daemon.core;

/**
 * What the answers of one probe come to, and when to ask next. Pure.
 *
 * <p>A readiness begins with no, is asked at once and then fast, so that rolls need not wait for an
 * interval; one yes makes it yes. A liveness begins with yes and is asked for the first time after
 * an interval. Either becomes no after {@code failures} in a row.
 *
 * @param yes what the answers come to
 * @param begun it was yes once
 * @param asked how often, until then
 */
public record ProbeCourse(ProbeSpec spec, boolean yes, boolean begun, int failed, int asked) {
  private static final double FIRST_MILLIS = 100;
  private static final double GROWTH = 1.5;

  public static ProbeCourse readiness(ProbeSpec spec) {
    return new ProbeCourse(spec, false, false, 0, 0);
  }

  public static ProbeCourse liveness(ProbeSpec spec) {
    return new ProbeCourse(spec, true, true, 0, 0);
  }

  /** After one more answer. */
  public ProbeCourse after(boolean good) {
    return good
        ? new ProbeCourse(spec, true, true, 0, 0)
        : new ProbeCourse(
            spec, yes && failed + 1 < spec.failures(), begun, failed + 1, begun ? 0 : asked + 1);
  }

  /** Milliseconds from the last question to the next; from the beginning to the first. */
  public long delayMillis() {
    if (begun) {
      return spec.intervalMillis();
    }
    return asked == 0
        ? 0
        : Math.min(spec.intervalMillis(), (long) (FIRST_MILLIS * Math.pow(GROWTH, asked - 1.0)));
  }
}
