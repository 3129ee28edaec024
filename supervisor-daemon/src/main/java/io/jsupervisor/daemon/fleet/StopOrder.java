package io.jsupervisor.daemon.fleet;

import io.jsupervisor.daemon.core.Goal;
import io.jsupervisor.daemon.core.ProcessEvent;
import io.jsupervisor.daemon.core.StateName;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Stops several processes so that those who depend on others go first. What nobody depends on is
 * told at once, all together, as the classic tool does. Core thread only.
 */
final class StopOrder implements ProcessObserver {
  private final ProcessEngine engine;
  private final Dependencies dependencies;

  /** Whose turn has not come, and who must be down before. */
  private final Map<ManagedProcess, Set<ManagedProcess>> held = new HashMap<>();

  StopOrder(ProcessEngine engine, Dependencies dependencies) {
    this.engine = engine;
    this.dependencies = dependencies;
  }

  /** Asks the processes to stop, in an order that their dependencies allow. */
  void stop(List<ManagedProcess> processes) {
    Map<ManagedProcess, Set<ManagedProcess>> dependants = dependencies.dependants(processes);
    for (ManagedProcess process : processes) {
      held.remove(process);
      if (dependants.containsKey(process)) {
        held.put(process, new HashSet<>(dependants.get(process)));
      }
    }
    for (ManagedProcess process : processes) {
      if (!holds(process)) {
        engine.feed(process, new ProcessEvent.StopRequested(Goal.DOWN));
      }
    }
    release();
  }

  /** Whether it is about to be stopped, once others are. */
  boolean holds(ManagedProcess process) {
    return held.containsKey(process);
  }

  /** A newer wish decides about it. */
  void forget(ManagedProcess process) {
    held.remove(process);
  }

  /** The daemon stops: there is another order from now on. */
  void forgetAll() {
    held.clear();
  }

  @Override
  public void changed(ManagedProcess process) {
    release();
  }

  private void release() {
    boolean progress = !held.isEmpty();
    while (progress) {
      progress = false;
      for (ManagedProcess process : List.copyOf(held.keySet())) {
        Set<ManagedProcess> first = held.get(process);
        first.removeIf(p -> !holds(p) && p.shownAs() != StateName.STOPPING);
        if (first.isEmpty()) {
          progress = true;
          held.remove(process);
          if (process.shownAs().isUp()) {
            engine.feed(process, new ProcessEvent.StopRequested(Goal.DOWN));
          }
        }
      }
    }
  }
}
