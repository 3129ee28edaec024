package io.jsupervisor.daemon.fleet;

import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Group names that a reread found to differ from what runs, each list sorted as the classic tool
 * does.
 *
 * @param scaled those of {@code changed} where an update adds or removes the difference only: an
 *     upstream names their programs, and nothing but their numbers of processes changed
 */
public record ConfigChanges(
    List<String> added, List<String> changed, List<String> removed, List<String> scaled) {
  public ConfigChanges {
    added = List.copyOf(added);
    changed = List.copyOf(changed);
    removed = List.copyOf(removed);
    scaled = List.copyOf(scaled);
  }

  public ConfigChanges(List<String> added, List<String> changed, List<String> removed) {
    this(added, changed, removed, List.of());
  }

  /** The same, of some groups only. */
  public ConfigChanges where(Predicate<String> group) {
    return new ConfigChanges(
        added.stream().filter(group).toList(),
        changed.stream().filter(group).toList(),
        removed.stream().filter(group).toList(),
        scaled.stream().filter(group).toList());
  }

  ConfigChanges without(Set<String> groups) {
    return where(group -> !groups.contains(group));
  }

  ConfigChanges withScaled(List<String> groups) {
    return new ConfigChanges(added, changed, removed, groups);
  }

  boolean isEmpty() {
    return added.isEmpty() && changed.isEmpty() && removed.isEmpty();
  }
}
