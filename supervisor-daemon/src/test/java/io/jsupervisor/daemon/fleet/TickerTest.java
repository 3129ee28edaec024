package io.jsupervisor.daemon.fleet;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.jsupervisor.daemon.core.Ticks;
import io.jsupervisor.daemon.event.ClassicEvent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class TickerTest {
  private static final long NANOS = 1_000_000_000L;

  private final Timers timers = new Timers();
  private final List<String> told = new ArrayList<>();
  private long now;
  private long wallNanos;

  private final class Clocks implements Clockwork {
    @Override
    public Ticks now() {
      return new Ticks(now);
    }

    @Override
    public Instant wall() {
      return Instant.EPOCH.plusNanos(wallNanos);
    }

    @Override
    public void at(Ticks when, Runnable action) {
      timers.at(when, action);
    }

    @Override
    public void post(Runnable action) {
      throw new IllegalStateException("a ticker needs no message");
    }

    @Override
    public void afterPublish(Runnable action) {
      throw new IllegalStateException("a ticker changes nothing that is read");
    }

    @Override
    public void offCore(Runnable task) {
      throw new IllegalStateException("a ticker needs no thread");
    }
  }

  private final Ticker ticker = new Ticker(new Clocks(), this::tell);

  private void tell(ClassicEvent event) {
    told.add(event.type() + " " + event.payload());
  }

  private void begin(double wallSeconds) {
    wallNanos = (long) (wallSeconds * NANOS);
    ticker.begin();
  }

  /** Both clocks go on together, deadline by deadline. */
  private void pass(long seconds) {
    long end = now + seconds * NANOS;
    while (!timers.next().isAfter(new Ticks(end))) {
      long step = Math.max(0, timers.next().nanos() - now);
      now += step;
      wallNanos += step;
      timers.runOneDue(new Ticks(now));
    }
    wallNanos += end - now;
    now = end;
  }

  private Set<String> taken() {
    Set<String> all = new TreeSet<>(told);
    assertEquals(all.size(), told.size(), told::toString);
    told.clear();
    return all;
  }

  @Test
  void sliceOfTheStart_givesNone_andEachNextOneItsFirstSecond() {
    begin(3_592.5);
    pass(2);
    assertEquals(Set.of(), taken());
    pass(1);
    assertEquals(Set.of("TICK_5 when:3595"), taken());
    pass(5);
    assertEquals(Set.of("TICK_5 when:3600", "TICK_60 when:3600", "TICK_3600 when:3600"), taken());
    pass(5);
    assertEquals(Set.of("TICK_5 when:3605"), taken());
  }

  @Test
  void clockJumps_oneOfAKindEach_inEitherDirection() {
    begin(1_000);
    wallNanos += 100_002L * NANOS;
    pass(5);
    assertEquals(
        Set.of("TICK_5 when:101005", "TICK_60 when:100980", "TICK_3600 when:100800"), taken());
    wallNanos -= 100_000L * NANOS;
    pass(5);
    Set<String> back = taken();
    assertEquals(3, back.size(), back::toString);
    pass(60);
    assertEquals(13, taken().size(), "goes on as before");
  }
}
