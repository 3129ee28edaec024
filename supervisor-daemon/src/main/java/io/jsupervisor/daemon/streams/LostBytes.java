package io.jsupervisor.daemon.streams;

import io.jsupervisor.daemon.core.Ticks;
import java.util.Optional;

/** Counts the bytes of one log that the disk would not take, and says so once a minute. */
final class LostBytes {
  private static final long SECONDS_BETWEEN = 60;

  private long lost;
  private String reason = "";
  private Ticks sayAt = new Ticks(Long.MIN_VALUE);

  void add(long bytes, String why) {
    lost += bytes;
    reason = why;
  }

  /** When {@link #due} has something to say; {@link Ticks#NEVER} when nothing is lost. */
  Ticks deadline() {
    return lost == 0 ? Ticks.NEVER : sayAt;
  }

  /** What was lost since the last sentence, when a minute has passed since. */
  Optional<String> due(Ticks now) {
    if (lost == 0 || !now.reached(sayAt)) {
      return Optional.empty();
    }
    String sentence = lost + " bytes of output were dropped: " + reason;
    lost = 0;
    sayAt = now.plusSeconds(SECONDS_BETWEEN);
    return Optional.of(sentence);
  }
}
