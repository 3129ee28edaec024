package io.jsupervisor.daemon.streams;

import io.jsupervisor.daemon.core.Ticks;
import io.jsupervisor.daemon.os.Clock;
import java.util.LinkedHashSet;
import java.util.Set;

/** Logs whose disk has refused bytes, and when that is to be said. Stream thread only. */
final class LossWarnings {
  private final Clock clock;
  private final Set<LogSink> losing = new LinkedHashSet<>();

  LossWarnings(Clock clock) {
    this.clock = clock;
  }

  /** A log was written to, and may have lost bytes. */
  void written(LogSink sink) {
    if (!sink.deadline().equals(Ticks.NEVER)) {
      losing.add(sink);
    }
  }

  /** Nothing more is written to it: says what is still unsaid. */
  void end(LogSink sink) {
    sink.warnAtEnd();
    losing.remove(sink);
  }

  /** Nanoseconds until there is something to say; -1 for never. */
  long untilNext() {
    if (losing.isEmpty()) {
      return -1;
    }
    Ticks now = clock.ticks();
    return losing.stream()
        .mapToLong(sink -> now.reached(sink.deadline()) ? 0 : sink.deadline().since(now))
        .min()
        .orElse(-1);
  }

  /** Says what is due. */
  void say() {
    if (losing.isEmpty()) {
      return;
    }
    Ticks now = clock.ticks();
    losing.forEach(sink -> sink.warnIfDue(now));
    losing.removeIf(sink -> sink.deadline().equals(Ticks.NEVER));
  }
}
