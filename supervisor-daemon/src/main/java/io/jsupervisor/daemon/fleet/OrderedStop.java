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
 * group all at once, in reverse of theirs (spec section 3.6). Whoever depends on a process of the
 * group whose turn has come is stopped before. Core thread only.
 */
final class OrderedStop {
  private static final long REPORT_SECONDS = 3;

  private final Clockwork clockwork;
  private final Registry registry;
  private final ProcessEngine engine;
  private final DaemonLog log;
  private final Deque<ManagedGroup> waiting = new ArrayDeque<>();
  private final Dependencies dependencies;
  private final Deque<List<ManagedProcess>> stages = new ArrayDeque<>();
  private List<ManagedProcess> stopping;

  OrderedStop(
      Clockwork clockwork,
      Registry registry,
      Dependencies dependencies,
      ProcessEngine engine,
      DaemonLog log) {
    this.clockwork = clockwork;
    this.registry = registry;
    this.dependencies = dependencies;
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

  /** Goes on to the next stage when the present one is down; true when all are. */
  boolean isDone() {
    goOn();
    return stopping == null && registry.unstopped().isEmpty();
  }

  private void goOn() {
    while (stopping == null || stopping.stream().allMatch(p -> p.shownAs().isDown())) {
      if (stages.isEmpty() && !waiting.isEmpty()) {
        stages.addAll(dependencies.stopStages(waiting.poll().byPriority().reversed()));
      }
      stopping = stages.poll();
      if (stopping == null) {
        if (waiting.isEmpty()) {
          return;
        }
        continue;
      }
      for (ManagedProcess process : stopping) {
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
