package io.jsupervisor.daemon.config;

import io.jsupervisor.daemon.config.GroupSpec.Kind;
import io.jsupervisor.daemon.core.LogSpec;
import io.jsupervisor.daemon.core.LogTarget;
import io.jsupervisor.daemon.core.ProcessSpec;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What differs between the groups that run and the groups of a newly read configuration, by the
 * classic rules.
 *
 * @param added in the order of the configuration, as {@code changed}
 * @param removed in the order in which they run
 */
public record ConfigDiff(List<GroupSpec> added, List<GroupSpec> changed, List<GroupSpec> removed) {
  public ConfigDiff {
    added = List.copyOf(added);
    changed = List.copyOf(changed);
    removed = List.copyOf(removed);
  }

  /** Compares. Of groups with equal names the last counts, as it does for the classic tool. */
  public static ConfigDiff between(List<GroupSpec> running, List<GroupSpec> loaded) {
    Map<String, GroupSpec> runningByName = byName(running);
    Map<String, GroupSpec> loadedByName = byName(loaded);
    return new ConfigDiff(
        loaded.stream().filter(group -> !runningByName.containsKey(group.name())).toList(),
        loaded.stream()
            .filter(
                group ->
                    runningByName.containsKey(group.name())
                        && !same(runningByName.get(group.name()), group))
            .toList(),
        running.stream().filter(group -> !loadedByName.containsKey(group.name())).toList());
  }

  private static Map<String, GroupSpec> byName(List<GroupSpec> groups) {
    Map<String, GroupSpec> byName = new HashMap<>();
    groups.forEach(group -> byName.put(group.name(), group));
    return byName;
  }

  private static boolean same(GroupSpec running, GroupSpec loaded) {
    if (running.priority() != loaded.priority()
        || running.processes().size() != loaded.processes().size()
        || !sameKind(running.kind(), loaded.kind())) {
      return false;
    }
    for (int i = 0; i < running.processes().size(); i++) {
      if (!same(running.processes().get(i), loaded.processes().get(i))) {
        return false;
      }
    }
    return true;
  }

  /** Of an fcgi socket only the address counts: owner, mode and backlog are not looked at. */
  public static boolean sameKind(Kind running, Kind loaded) {
    return switch (running) {
      case Kind.Programs() -> loaded instanceof Kind.Programs;
      case Kind.Listeners listeners -> listeners.equals(loaded);
      case Kind.Fastcgi(GroupSpec.FcgiSocket socket) ->
          loaded instanceof Kind.Fastcgi(GroupSpec.FcgiSocket other)
              && socket.url().equals(other.url());
    };
  }

  /** Whether a process that runs by the one need not be touched to run by the other. */
  public static boolean same(ProcessSpec running, ProcessSpec loaded) {
    return comparable(running, loaded).equals(comparable(loaded, loaded));
  }

  /**
   * A form in which equal means unchanged. A log that is AUTO in the new configuration is passed
   * over, whatever runs: the name of its file is the daemon's own. The other way round it counts,
   * because the running process writes to a file that the operator has just named otherwise.
   */
  private static ProcessSpec comparable(ProcessSpec spec, ProcessSpec loaded) {
    return new ProcessSpec(
        spec.namespec(),
        "",
        spec.command(),
        spec.directory(),
        spec.umask(),
        spec.user(),
        spec.priority(),
        spec.start(),
        spec.stop(),
        spec.redirectStderr(),
        comparable(spec.stdout(), loaded.stdout()),
        comparable(spec.stderr(), loaded.stderr()),
        spec.environment(),
        spec.serverurl(),
        spec.fastcgi(),
        spec.extensions());
  }

  private static LogSpec comparable(LogSpec log, LogSpec loaded) {
    return new LogSpec(
        loaded.target() instanceof LogTarget.Auto ? loaded.target() : log.target(),
        log.maxBytes(),
        log.backups(),
        log.captureMaxBytes(),
        log.eventsEnabled(),
        log.syslog());
  }
}
