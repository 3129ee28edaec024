package io.jsupervisor.daemon.fleet;

import java.util.List;

/**
 * Group names that a reread found to differ from what runs, each list sorted as the classic tool
 * does.
 */
public record ConfigChanges(List<String> added, List<String> changed, List<String> removed) {
  public ConfigChanges {
    added = List.copyOf(added);
    changed = List.copyOf(changed);
    removed = List.copyOf(removed);
  }
}
