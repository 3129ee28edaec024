package io.jsupervisor.daemon.os.posix;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Which signals every thread has blocked. */
final class SignalMaskTest {
  private static final Optional<List<String>> ENDED = Optional.empty();

  private static Optional<List<String>> blocks(String mask) {
    return Optional.of(List.of("Name:\tjava", "SigBlk:\t" + mask, "SigIgn:\t0"));
  }

  /**
   * @param answers one a look; the last stays
   */
  private static SignalMask.Status thread(List<Optional<List<String>>> answers) {
    Deque<Optional<List<String>>> left = new ArrayDeque<>(answers);
    return () -> left.size() > 1 ? left.pop() : left.getFirst();
  }

  private static SignalMask.Status thread(Optional<List<String>> answer) {
    return () -> answer;
  }

  @Test
  void commonPart_isWhatAllBlock() throws Exception {
    assertEquals(
        0b0100,
        SignalMask.blockedInEvery(
            List.of(thread(blocks("6")), thread(blocks("fffffffffffffffc")), thread(ENDED))));
    assertEquals(0, SignalMask.blockedInEvery(List.of(thread(blocks("6")), thread(blocks("0")))));
  }

  /** The daemon took no signal at all when a thread of its start ended at the wrong moment. */
  @Test
  void threadThatIsEnding_saysThatItBlocksNothing_isNotCounted() throws Exception {
    assertEquals(
        0b0110,
        SignalMask.blockedInEvery(
            List.of(
                thread(blocks("6")),
                thread(List.of(blocks("0"), ENDED)),
                thread(ENDED),
                thread(blocks("e")))));
  }
}
