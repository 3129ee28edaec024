package io.jsupervisor.daemon.fleet;

import io.jsupervisor.daemon.core.Dependency.Condition;
import io.jsupervisor.daemon.fleet.Dependencies.Unmet;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * Who runs and has lost what it depends on says so: nothing is stopped for that (ADR 12), but
 * whoever looks for the reason of its errors finds it. Core thread only.
 */
final class Bereft implements ProcessObserver {
  private final Dependencies dependencies;

  /** Those that have dependencies; few, where each change would have to be compared with all. */
  private final Set<ManagedProcess> dependants = new LinkedHashSet<>();

  Bereft(Dependencies dependencies) {
    this.dependencies = dependencies;
  }

  @Override
  public void changed(ManagedProcess process) {
    if (process.removed || process.spec.extensions().serving().dependsOn().isEmpty()) {
      if (dependants.remove(process)) {
        process.goesWithout("");
      }
    } else {
      dependants.add(process);
      look(process);
    }
    for (ManagedProcess dependant : dependants) {
      if (Dependencies.isAbout(dependant, process)) {
        look(dependant);
      }
    }
  }

  private void look(ManagedProcess process) {
    boolean runs =
        switch (process.shownAs()) {
          case STARTING, RUNNING -> true;
          case STOPPED, BACKOFF, STOPPING, EXITED, FATAL, UNKNOWN -> false;
        };
    process.goesWithout(
        runs
            ? dependencies.unmet(process).stream()
                .filter(unmet -> !isAtWorkAgain(unmet))
                .findFirst()
                .map(Unmet::lament)
                .orElse("")
            : "");
  }

  /** A task that somebody has started once more has not failed. */
  private static boolean isAtWorkAgain(Unmet unmet) {
    return unmet.condition() == Condition.EXITED
        && unmet.on().filter(task -> task.shownAs().isUp()).isPresent();
  }
}
