package io.jsupervisor.daemon.api;

import io.jsupervisor.daemon.os.Clock;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Who is signed in: random tokens in memory, valid for the section they were made on, gone with the
 * daemon.
 */
final class Sessions {
  private static final Duration LIFE = Duration.ofHours(12);
  private static final int MOST = 1_000;
  private static final int TOKEN_BYTES = 32;

  private final Clock clock;
  private final SecureRandom random = new SecureRandom();
  private final Map<String, Session> byToken = new LinkedHashMap<>();

  /** A token and when it ends. */
  record Token(String text, Instant expires) {}

  /** Life is measured on the monotonic clock; {@code until} is in its nanoseconds. */
  private record Session(String section, Gate.User user, long until) {}

  Sessions(Clock clock) {
    this.clock = clock;
  }

  synchronized Token create(String section, Gate.User user) {
    long now = clock.ticks().nanos();
    byToken.values().removeIf(session -> session.until() - now <= 0);
    if (byToken.size() >= MOST) {
      byToken.remove(byToken.keySet().iterator().next());
    }
    byte[] bytes = new byte[TOKEN_BYTES];
    random.nextBytes(bytes);
    String token = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    byToken.put(token, new Session(section, user, now + LIFE.toNanos()));
    return new Token(token, clock.wall().plus(LIFE));
  }

  /** Whose session a token is; empty when it is none of this section, or has ended. */
  synchronized Optional<Gate.User> user(String token, String section) {
    return Optional.ofNullable(byToken.get(token))
        .filter(session -> session.section().equals(section))
        .filter(session -> session.until() - clock.ticks().nanos() > 0)
        .map(Session::user);
  }

  synchronized void revoke(String token) {
    byToken.remove(token);
  }
}
