package io.jsupervisor.daemon.streams;

import io.jsupervisor.daemon.core.Ticks;
import io.jsupervisor.daemon.os.Clock;
import io.jsupervisor.daemon.os.Syslog;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * Lines on their way to one of the machine's logs. A thread of its own waits for a slow receiver,
 * so that the stream thread never does; it exists once there is a line. What does not fit into the
 * queue, or is refused, is counted, and the count is told.
 */
public final class LineQueue implements Consumer<byte[]>, AutoCloseable {
  private static final int MOST_LINES = 10_000;
  private static final long MOST_BYTES = 4 * 1024 * 1024;

  /** No line is empty: each begins with something about its process. */
  private static final byte[] LAST = {};

  private final String name;
  private final long secondsBetweenWarnings;
  private final Syslog syslog;
  private final Clock clock;
  private final Consumer<String> warnings;
  private final BlockingQueue<byte[]> queue = new LinkedBlockingQueue<>(MOST_LINES);
  private final AtomicLong waiting = new AtomicLong();
  private final AtomicLong lost = new AtomicLong();
  private Ticks tellAt = new Ticks(Long.MIN_VALUE);
  private Thread sender;

  /** To syslog; losses are told once a minute. */
  public static LineQueue syslog(Syslog syslog, Clock clock, Consumer<String> warnings) {
    return new LineQueue("syslog", 60, syslog, clock, warnings);
  }

  /** To the journal; losses are told once a day, for one that is absent stays so. */
  public static LineQueue journal(Syslog journal, Clock clock, Consumer<String> warnings) {
    return new LineQueue("the journal", 24 * 60 * 60, journal, clock, warnings);
  }

  /**
   * @param warnings sentences for the main log
   */
  private LineQueue(
      String name,
      long secondsBetweenWarnings,
      Syslog syslog,
      Clock clock,
      Consumer<String> warnings) {
    this.name = name;
    this.secondsBetweenWarnings = secondsBetweenWarnings;
    this.syslog = syslog;
    this.clock = clock;
    this.warnings = warnings;
  }

  /** Takes a line without its end. One thread. */
  @Override
  public void accept(byte[] line) {
    if (sender == null) {
      sender = Thread.ofPlatform().name(name).daemon().start(this::sendAll);
    }
    if (waiting.get() + line.length > MOST_BYTES || !queue.offer(line)) {
      lost.incrementAndGet();
    } else {
      waiting.addAndGet(line.length);
    }
  }

  private void sendAll() {
    while (true) {
      byte[] line;
      try {
        line = queue.take();
      } catch (InterruptedException e) {
        continue; // ends by its last line only
      }
      if (line.length == 0) {
        return;
      }
      waiting.addAndGet(-line.length);
      Optional<String> refused = syslog.send(line);
      if (refused.isPresent()) {
        lost.incrementAndGet();
      }
      if (lost.get() > 0 && clock.ticks().reached(tellAt)) {
        tellAt = clock.ticks().plusSeconds(secondsBetweenWarnings);
        warnings.accept(
            lost.getAndSet(0)
                + " lines of output did not reach "
                + name
                + ": "
                + refused.orElse("it takes them too slowly"));
      }
    }
  }

  /** Sends what waits, for a second at most. After the last {@link #accept}. */
  @Override
  public void close() {
    if (sender == null) {
      return;
    }
    try {
      if (queue.offer(LAST)) {
        sender.join(1_000);
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }
}
