package io.jsupervisor.daemon.event;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.time.Instant;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class EventBusTest {
  private final EventBus bus = new EventBus(100, 4);

  private void publish(int count) {
    for (int i = 0; i < count; i++) {
      bus.publish(new FleetEvent.SupervisorChange(Instant.EPOCH, "RUNNING", 1));
    }
  }

  private static long sequence(EventBus.Reading reading) {
    return assertInstanceOf(EventBus.Reading.Event.class, reading).published().sequence();
  }

  @Test
  void subscriber_new_readsFromNowOn() throws Exception {
    publish(2);
    try (EventBus.Subscription reader = bus.subscribe(OptionalLong.empty())) {
      assertInstanceOf(EventBus.Reading.Nothing.class, reader.next(0));
      publish(2);
      assertEquals(102, sequence(reader.next(0)));
      assertEquals(103, sequence(reader.next(0)));
      assertInstanceOf(EventBus.Reading.Nothing.class, reader.next(0));
    }
    assertEquals(0, bus.subscribers());
  }

  @Test
  void subscriber_resuming_getsWhatIsKeptElseReset() throws Exception {
    publish(6);
    assertEquals(102, sequence(bus.subscribe(OptionalLong.of(101)).next(0)));
    for (long tooOldOrNew : new long[] {100, 5, 106}) {
      EventBus.Reading first = bus.subscribe(OptionalLong.of(tooOldOrNew)).next(0);
      assertEquals(new EventBus.Reading.Reset(105), first);
    }
    assertInstanceOf(EventBus.Reading.Nothing.class, bus.subscribe(OptionalLong.of(105)).next(0));
  }

  @Test
  void subscriber_overtaken_isResetThenGoesOn() throws Exception {
    EventBus.Subscription reader = bus.subscribe(OptionalLong.empty());
    publish(5);
    assertEquals(new EventBus.Reading.Reset(104), reader.next(0));
    publish(1);
    assertEquals(105, sequence(reader.next(0)));
  }

  @Test
  void subscriber_waiting_losesNoWakeUp() throws Exception {
    EventBus large = new EventBus(0);
    EventBus.Subscription reader = large.subscribe(OptionalLong.empty());
    Thread publisher =
        Thread.ofPlatform()
            .start(
                () -> {
                  for (int i = 0; i < 5_000; i++) {
                    large.publish(new FleetEvent.SupervisorChange(Instant.EPOCH, "RUNNING", 1));
                  }
                });
    for (long expected = 0; expected < 5_000; ) {
      if (reader.next(50_000) instanceof EventBus.Reading.Event(EventBus.Published event)) {
        assertEquals(expected++, event.sequence());
      }
    }
    publisher.join();
  }
}
