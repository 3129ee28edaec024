package io.jsupervisor.daemon.fleet;

import io.jsupervisor.daemon.core.Ticks;

/**
 * How often a proxy is reloaded when instances flap: a few times at once, then one time per {@link
 * #REFILL_MILLIS}, so 100 flaps in 10 seconds make 10 reloads. Each reload costs keep-alive
 * connections. Core thread only.
 */
final class ReloadPace {
  private static final int AT_ONCE = 3;
  private static final long REFILL_MILLIS = 1_500;

  /** When the budget is full again; each reload moves it on by one refill. */
  private Ticks full;

  ReloadPace(Ticks now) {
    this.full = now;
  }

  /** The first moment that a reload fits the budget, {@code now} or later. */
  Ticks next(Ticks now) {
    Ticks allowed = full.plusMillis(-(AT_ONCE - 1) * REFILL_MILLIS);
    return allowed.isAfter(now) ? allowed : now;
  }

  /** A reload was made; those that somebody waits for do not ask {@link #next} before. */
  void took(Ticks now) {
    Ticks base = full.isAfter(now) ? full : now;
    Ticks most = now.plusMillis(AT_ONCE * REFILL_MILLIS);
    full = base.plusMillis(REFILL_MILLIS);
    if (full.isAfter(most)) {
      full = most;
    }
  }
}
