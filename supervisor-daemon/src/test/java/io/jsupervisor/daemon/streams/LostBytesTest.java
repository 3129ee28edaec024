package io.jsupervisor.daemon.streams;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.jsupervisor.daemon.core.Ticks;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** One sentence a minute. */
final class LostBytesTest {
  private final LostBytes lost = new LostBytes();
  private final Ticks start = new Ticks(1000);

  @Test
  void nothingLost_hasNothingToSay() {
    assertEquals(Optional.empty(), lost.due(start));
    assertEquals(Ticks.NEVER, lost.deadline());
    assertEquals(Optional.empty(), lost.due(Ticks.NEVER));
  }

  @Test
  void firstLoss_isSaidAtOnce() {
    lost.add(5, "full");
    assertEquals(Optional.of("5 bytes of output were dropped: full"), lost.due(start));
  }

  @Test
  void lossesWithinAMinute_areSaidTogetherAfterIt() {
    lost.add(5, "full");
    lost.due(start);
    lost.add(6, "full");
    lost.add(7, "full");
    assertEquals(Optional.empty(), lost.due(start.plusSeconds(59)));
    assertEquals(start.plusSeconds(60), lost.deadline());
    assertEquals(
        Optional.of("13 bytes of output were dropped: full"), lost.due(start.plusSeconds(60)));
  }
}
