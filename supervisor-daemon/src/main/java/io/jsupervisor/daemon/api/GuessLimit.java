package io.jsupervisor.daemon.api;

import io.jsupervisor.daemon.os.Clock;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Slows guessing of passwords. Every client address may fail ten times in a row, then once a
 * second. While it has no tries left its passwords are not looked at, except that an address which
 * gave the right one lately stays welcome with it: on a shared address (loopback) a guesser must
 * not lock the owner out. Other addresses never notice.
 */
final class GuessLimit {
  private static final int TRIES = 10;
  private static final long REFILL_NANOS = 1_000_000_000L;
  private static final long REMEMBERED_NANOS = 3_600 * REFILL_NANOS;
  private static final int MOST_ADDRESSES = 10_000;

  private final Clock clock;
  private final Map<String, Address> addresses =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Address> eldest) {
          return size() > MOST_ADDRESSES;
        }
      };

  /** What a look at credentials came to. */
  enum Verdict {
    RIGHT,
    WRONG,
    /** Too many wrong ones before; these were not judged. */
    TOO_MANY
  }

  private static final class Address {
    int tries = TRIES;
    long refilled;
    long lastRight;
    boolean everRight;
  }

  GuessLimit(Clock clock) {
    this.clock = clock;
  }

  synchronized Verdict judge(String client, boolean right) {
    long now = clock.ticks().nanos();
    Address address =
        addresses.computeIfAbsent(
            client,
            unknown -> {
              Address fresh = new Address();
              fresh.refilled = now;
              return fresh;
            });
    long earned = (now - address.refilled) / REFILL_NANOS;
    address.tries = (int) Math.min(TRIES, address.tries + earned);
    address.refilled = address.tries == TRIES ? now : address.refilled + earned * REFILL_NANOS;
    boolean welcome = address.everRight && now - address.lastRight < REMEMBERED_NANOS;
    if (address.tries == 0 && !(right && welcome)) {
      return Verdict.TOO_MANY;
    }
    if (right) {
      address.everRight = true;
      address.lastRight = now;
      return Verdict.RIGHT;
    }
    address.tries--;
    return Verdict.WRONG;
  }
}
