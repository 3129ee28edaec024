package io.jsupervisor.daemon.fleet;

import io.jsupervisor.daemon.core.Goal;
import io.jsupervisor.daemon.core.ProcessEvent;
import io.jsupervisor.daemon.core.ProcessState;
import io.jsupervisor.daemon.core.Ticks;
import io.jsupervisor.daemon.log.DaemonLog;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The stop of the whole fleet: groups one after another, in reverse of their priority; inside a
 * group all at once, in reverse of theirs (spec section 3.6). Core thread only.
 */
final class OrderedStop {
  private static final long REPORT_SECONDS = 3;

  private final Clockwork clockwork;
  private final Registry registry;
  private final ProcessEngine engine;
  private final DaemonLog log;
  private final Deque<ManagedGroup> waiting = new ArrayDeque<>();
  private ManagedGroup stopping;

  OrderedStop(Clockwork clockwork, Registry registry, ProcessEngine engine, DaemonLog log) {
    this.clockwork = clockwork;
    this.registry = registry;
    this.engine = engine;
    this.log = log;
  }

  void begin() {
    waiting.addAll(registry.byPriority().reversed());
    waiting.forEach(group -> group.processes().forEach(this::callOffStart));
    goOn();
    report();
  }

  /** What is about to start, or to start again after its stop, must not: its turn may be far. */
  private void callOffStart(ManagedProcess process) {
    boolean onTheWayUp =
        switch (process.state()) {
          case ProcessState.Spawning ignored -> true;
          case ProcessState.Stopping stopping -> stopping.goal() == Goal.UP;
          default -> false;
        };
    if (onTheWayUp) {
      engine.feed(process, new ProcessEvent.StopRequested(Goal.SHUTDOWN));
    }
  }

  /** Goes on to the next group when the present one is down; true when all are. */
  boolean isDone() {
    goOn();
    return stopping == null && registry.unstopped().isEmpty();
  }

  private void goOn() {
    while (stopping == null || stopping.unstopped().isEmpty()) {
      stopping = waiting.poll();
      if (stopping == null) {
        return;
      }
      for (ManagedProcess process : stopping.byPriority().reversed()) {
        engine.feed(process, new ProcessEvent.StopRequested(Goal.SHUTDOWN));
      }
    }
  }

  private void report() {
    List<ManagedProcess> unstopped = registry.unstopped();
    if (unstopped.isEmpty()) {
      return;
    }
    log.info(
        "waiting for "
            + unstopped.stream().map(ManagedProcess::name).collect(Collectors.joining(", "))
            + " to die");
    Ticks next = clockwork.now().plusSeconds(REPORT_SECONDS);
    clockwork.at(next, this::report);
  }
}
