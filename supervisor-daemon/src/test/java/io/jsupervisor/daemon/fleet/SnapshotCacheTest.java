package io.jsupervisor.daemon.fleet;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class SnapshotCacheTest {
  private final SnapshotCache<Integer> cache = new SnapshotCache<>();
  private final AtomicInteger made = new AtomicInteger();

  private static FleetSnapshot fleet() {
    return new FleetSnapshot(
        FleetSnapshot.SupervisorState.RUNNING, Instant.ofEpochSecond(1), List.of());
  }

  private int get(FleetSnapshot fleet, String time) {
    return cache.get(fleet, Instant.parse(time), made::incrementAndGet);
  }

  @Test
  void givenTheSameFleetInTheSameSecond_whenAsked_thenItIsMadeOnce() {
    FleetSnapshot fleet = fleet();
    assertEquals(1, get(fleet, "2026-01-01T00:00:00.100Z"));
    assertEquals(1, get(fleet, "2026-01-01T00:00:00.999Z"));
  }

  @Test
  void givenTheNextSecond_whenAsked_thenItIsMadeAnew() {
    FleetSnapshot fleet = fleet();
    assertEquals(1, get(fleet, "2026-01-01T00:00:00.999Z"));
    assertEquals(2, get(fleet, "2026-01-01T00:00:01.000Z"));
  }

  @Test
  void givenAClockSetBack_whenAsked_thenItIsMadeAnew() {
    FleetSnapshot fleet = fleet();
    assertEquals(1, get(fleet, "2026-01-01T00:00:01.000Z"));
    assertEquals(2, get(fleet, "2026-01-01T00:00:00.000Z"));
  }

  @Test
  void givenAnEqualFleetOfAnotherMoment_whenAsked_thenItIsMadeAnew() {
    assertEquals(1, get(fleet(), "2026-01-01T00:00:00Z"));
    assertEquals(2, get(fleet(), "2026-01-01T00:00:00Z"));
  }
}
