package io.jsupervisor.daemon.log;

import io.jsupervisor.daemon.os.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The main log: lines are queued by whoever has something to say and written by one thread, in
 * order, so that a slow disk delays lines and nothing else. The queue is bounded; what does not fit
 * is counted, and the count is logged.
 */
public final class QueuedLog implements DaemonLog, AutoCloseable {
  private static final int QUEUED_LINES = 100_000;

  /** At level debug a line can hold as much of a child's output as was read at once. */
  private static final long QUEUED_CHARACTERS = 8 * 1024 * 1024;

  /** Where finished lines go. Called by the writing thread alone; may block. */
  public interface Sink {
    void write(byte[] line);

    /** Opens the target anew by its name; nothing for a target that has none. */
    void reopen();

    void close();
  }

  private sealed interface Item {
    record Line(Instant when, Level level, String message) implements Item {}

    record Task(Runnable task) implements Item {}

    record End() implements Item {}
  }

  private final Level least;
  private final Clock clock;
  private final List<Sink> sinks;
  private final BlockingQueue<Item> queue = new LinkedBlockingQueue<>(QUEUED_LINES);
  private final AtomicLong dropped = new AtomicLong();
  private final AtomicLong characters = new AtomicLong();
  private final Thread writer;

  /**
   * @param least the least severe level that is written
   */
  public QueuedLog(Level least, Clock clock, List<Sink> sinks) {
    this.least = least;
    this.clock = clock;
    this.sinks = List.copyOf(sinks);
    this.writer = Thread.ofPlatform().name("main-log").daemon().start(this::writeAll);
  }

  @Override
  public boolean isEnabled(Level level) {
    return level.number() >= least.number();
  }

  @Override
  public void log(Level level, String message) {
    if (!isEnabled(level)) {
      return;
    }
    if (characters.get() < QUEUED_CHARACTERS
        && queue.offer(new Item.Line(clock.wall(), level, message))) {
      characters.addAndGet(message.length());
    } else {
      dropped.incrementAndGet();
    }
  }

  /** Reopens the files, in order with the lines. */
  public CompletableFuture<Void> reopen() {
    return inOrder(() -> sinks.forEach(Sink::reopen));
  }

  /** Runs a task on the writing thread after all lines queued so far. */
  public CompletableFuture<Void> inOrder(Runnable task) {
    CompletableFuture<Void> done = new CompletableFuture<>();
    Runnable andTell =
        () -> {
          try {
            task.run();
            done.complete(null);
          } catch (RuntimeException failure) {
            done.completeExceptionally(failure);
          }
        };
    if (!queue.offer(new Item.Task(andTell))) {
      done.completeExceptionally(new IllegalStateException("the log's queue is full"));
    }
    return done;
  }

  private void writeAll() {
    ZoneId zone = ZoneId.systemDefault();
    while (true) {
      Item item;
      try {
        item = queue.take();
      } catch (InterruptedException e) {
        continue; // ends by its last item only, so that no line is lost
      }
      switch (item) {
        case Item.Line(Instant when, Level level, String message) -> {
          characters.addAndGet(-message.length());
          write(LogLine.format(when, zone, level, message));
        }
        case Item.Task(Runnable task) -> task.run();
        case Item.End() -> {
          sinks.forEach(Sink::close);
          return;
        }
      }
      long lost = dropped.getAndSet(0);
      if (lost > 0) {
        write(
            LogLine.format(
                clock.wall(),
                zone,
                Level.WARN,
                lost + " log lines were dropped: the log is too slow"));
      }
    }
  }

  private void write(byte[] line) {
    for (Sink sink : sinks) {
      sink.write(line);
    }
  }

  /** Writes what is queued, closes the files, and ends the thread. Waits for it, 5 s at most. */
  @Override
  public void close() {
    try {
      queue.put(new Item.End());
      writer.join(5_000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
