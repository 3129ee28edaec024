package io.jsupervisor.daemon.fleet;

import java.util.LinkedHashMap;
import java.util.Map;

/** Who waits until all processes of a group are down. Core thread only. */
final class GroupsDown implements ProcessObserver {
  private final Map<ManagedGroup, Runnable> waiting = new LinkedHashMap<>();

  /** Runs {@code next} near the end of the turn in which the last process came down. */
  void await(ManagedGroup group, Runnable next) {
    waiting.put(group, next);
  }

  /** Nobody waits for it any more. */
  void forget(ManagedGroup group) {
    waiting.remove(group);
  }

  @Override
  public void changed(ManagedProcess process) {
    if (waiting.containsKey(process.group) && process.group.unstopped().isEmpty()) {
      waiting.remove(process.group).run();
    }
  }
}
