package io.jsupervisor.daemon.fleet;

import io.jsupervisor.daemon.core.Ticks;
import io.jsupervisor.daemon.log.DaemonLog;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * What the core loop has to do: messages in their order, timers at their time, and what waits for
 * the next snapshot. A defect in one is logged and ends nobody else's.
 */
final class Inbox implements Clockwork {
  private final CoreParts.Machine machine;
  private final DaemonLog log;
  private final Queue<Runnable> messages = new ConcurrentLinkedQueue<>();
  private final Timers timers = new Timers();
  private final List<Runnable> afterPublish = new ArrayList<>();

  Inbox(CoreParts.Machine machine, DaemonLog log) {
    this.machine = machine;
    this.log = log;
  }

  @Override
  public Ticks now() {
    return machine.clock().ticks();
  }

  @Override
  public Instant wall() {
    return machine.clock().wall();
  }

  @Override
  public void at(Ticks when, Runnable action) {
    timers.at(when, action);
  }

  @Override
  public void post(Runnable action) {
    messages.add(action);
    machine.doorbell().ring();
  }

  @Override
  public void offCore(Runnable task) {
    machine.workers().execute(task);
  }

  @Override
  public void afterPublish(Runnable action) {
    afterPublish.add(action);
  }

  /** Runs all that came. */
  void takeMessages() {
    for (Runnable message = messages.poll(); message != null; message = messages.poll()) {
      guarded(message);
    }
  }

  /** Runs all that is due. */
  void runTimers() {
    boolean ran = true;
    while (ran) {
      try {
        ran = timers.runOneDue(now());
      } catch (RuntimeException defect) {
        log.critical("defect in a timer of the core loop: " + defect);
      }
    }
  }

  /** The snapshot can be read: runs what has waited for it. */
  void published() {
    List<Runnable> waiting = List.copyOf(afterPublish);
    afterPublish.clear();
    waiting.forEach(this::guarded);
  }

  private void guarded(Runnable message) {
    try {
      message.run();
    } catch (RuntimeException defect) {
      log.critical("defect in a message of the core loop: " + defect);
    }
  }

  /** When the next timer is due. */
  Ticks nextDeadline() {
    return timers.next();
  }

  /** How long the loop may sleep: 0 when there is something to do, -1 for as long as it likes. */
  long nanosToSleep() {
    if (!messages.isEmpty() || !afterPublish.isEmpty()) {
      return 0;
    }
    Ticks next = timers.next();
    return next.equals(Ticks.NEVER) ? -1 : Math.max(0, next.since(now()));
  }
}
