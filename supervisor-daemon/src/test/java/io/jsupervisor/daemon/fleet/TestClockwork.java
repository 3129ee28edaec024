package io.jsupervisor.daemon.fleet;

import io.jsupervisor.daemon.core.Ticks;
import io.jsupervisor.daemon.os.Clock;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** The core's clockwork without its loop: the test takes the turns. */
final class TestClockwork implements Clockwork {
  private final Clock clock;
  private final Timers timers = new Timers();
  private final Queue<Runnable> posted = new ConcurrentLinkedQueue<>();
  private final Queue<Runnable> published = new ArrayDeque<>();
  private final Runnable bell;

  TestClockwork(Clock clock, Runnable bell) {
    this.clock = clock;
    this.bell = bell;
  }

  /** Runs what is posted and due. */
  void turn() {
    for (Runnable action; (action = posted.poll()) != null; ) {
      action.run();
    }
    while (timers.runOneDue(clock.ticks())) {}
    for (Runnable action; (action = published.poll()) != null; ) {
      action.run();
    }
  }

  long nanosToNext() {
    return posted.isEmpty() ? Math.max(0, timers.next().since(clock.ticks())) : 0;
  }

  @Override
  public Ticks now() {
    return clock.ticks();
  }

  @Override
  public Instant wall() {
    return clock.wall();
  }

  @Override
  public void at(Ticks when, Runnable action) {
    timers.at(when, action);
  }

  @Override
  public void post(Runnable action) {
    posted.add(action);
    bell.run();
  }

  @Override
  public void afterPublish(Runnable action) {
    published.add(action);
  }

  @Override
  public void offCore(Runnable task) {
    Thread.startVirtualThread(task);
  }
}
