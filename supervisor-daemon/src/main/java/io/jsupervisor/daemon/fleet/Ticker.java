package io.jsupervisor.daemon.fleet;

import io.jsupervisor.daemon.core.EventType;
import io.jsupervisor.daemon.core.Ticks;
import io.jsupervisor.daemon.event.ClassicEvent;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * TICK events: one when a new slice of wall time begins. Whatever the clock does, each look sends
 * at most one of a kind: a jump gives one, in either direction, and there is none for the slice in
 * which the daemon started. Core thread only.
 */
final class Ticker {
  private static final long LOOK_SECONDS = 5;
  private static final long NANOS = 1_000_000_000L;
  private static final Map<EventType, Long> PERIODS =
      new EnumMap<>(
          Map.of(EventType.TICK_5, 5L, EventType.TICK_60, 60L, EventType.TICK_3600, 3600L));

  private final Clockwork clockwork;
  private final Consumer<ClassicEvent> listeners;
  private final Map<EventType, Long> slices = new EnumMap<>(EventType.class);

  Ticker(Clockwork clockwork, Consumer<ClassicEvent> listeners) {
    this.clockwork = clockwork;
    this.listeners = listeners;
  }

  void begin() {
    long now = clockwork.wall().getEpochSecond();
    PERIODS.forEach((type, period) -> slices.put(type, slice(now, period)));
    lookLater();
  }

  private void look() {
    long now = clockwork.wall().getEpochSecond();
    PERIODS.forEach(
        (type, period) -> {
          long slice = slice(now, period);
          if (slices.put(type, slice) != slice) {
            listeners.accept(new ClassicEvent.Tick(type, slice));
          }
        });
    lookLater();
  }

  /** At the next slice as the clocks are now; all slices begin where one of 5 seconds does. */
  private void lookLater() {
    var wall = clockwork.wall();
    long into = Math.floorMod(wall.getEpochSecond(), LOOK_SECONDS) * NANOS + wall.getNano();
    Ticks now = clockwork.now();
    clockwork.at(new Ticks(now.nanos() + LOOK_SECONDS * NANOS - into), this::look);
  }

  private static long slice(long second, long period) {
    return second - Math.floorMod(second, period);
  }
}
