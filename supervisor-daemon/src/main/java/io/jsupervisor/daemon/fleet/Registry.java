package io.jsupervisor.daemon.fleet;

import io.jsupervisor.daemon.config.GroupSpec;
import io.jsupervisor.daemon.core.Namespec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The groups that exist, by name, in the order of their creation. Core thread only. */
final class Registry {
  private final Map<String, ManagedGroup> groups = new LinkedHashMap<>();
  private boolean changed = true;

  void add(ManagedGroup group) {
    groups.put(group.name(), group);
    changed = true;
  }

  void remove(String name) {
    groups.remove(name);
    changed = true;
  }

  Optional<ManagedGroup> group(String name) {
    return Optional.ofNullable(groups.get(name));
  }

  List<GroupSpec> specs() {
    return groups.values().stream().map(ManagedGroup::spec).toList();
  }

  /** In ascending priority; equal ones keep the order of creation. */
  List<ManagedGroup> byPriority() {
    List<ManagedGroup> sorted = new ArrayList<>(groups.values());
    sorted.sort(Comparator.comparingInt(ManagedGroup::priority));
    return sorted;
  }

  /** Every process that is not stopped, in the order of the groups' creation. */
  List<ManagedProcess> unstopped() {
    return groups.values().stream().flatMap(g -> g.unstopped().stream()).toList();
  }

  Optional<ManagedProcess> process(Namespec namespec) {
    return group(namespec.group()).flatMap(g -> Optional.ofNullable(g.process(namespec.name())));
  }

  /** The processes of a program, in whatever groups, in the order of their definition. */
  List<ManagedProcess> ofProgram(String name) {
    Optional<List<ManagedProcess>> own =
        group(name)
            .map(ManagedGroup::processes)
            .filter(all -> !all.isEmpty())
            .filter(all -> all.stream().allMatch(p -> p.spec.program().equals(name)));
    return own.orElseGet(
        () ->
            groups.values().stream()
                .flatMap(g -> g.processes().stream())
                .filter(p -> p.spec.program().equals(name))
                .toList());
  }

  /** Whom a name in {@code depends_on} means: a program, else a group, else one process. */
  List<ManagedProcess> named(String name) {
    int colon = name.indexOf(':');
    if (colon >= 0) {
      return process(new Namespec(name.substring(0, colon), name.substring(colon + 1))).stream()
          .toList();
    }
    List<ManagedProcess> program = ofProgram(name);
    return program.isEmpty() ? group(name).map(ManagedGroup::processes).orElse(List.of()) : program;
  }

  /** The processes that a target names, in the order in which requests treat them. */
  List<ManagedProcess> resolve(Target target) {
    return switch (target) {
      case Target.All() -> byPriority().stream().flatMap(g -> g.byPriority().stream()).toList();
      case Target.Group(String name) ->
          group(name)
              .orElseThrow(
                  () ->
                      new FaultException(
                          Fault.BAD_NAME,
                          "no group is named \"" + name + "\"; `status` lists what there is"))
              .byPriority();
      case Target.One(String group, String name) ->
          List.of(
              process(new Namespec(group, name))
                  .orElseThrow(
                      () ->
                          new FaultException(
                              Fault.BAD_NAME,
                              "no process is named \""
                                  + new Namespec(group, name).display()
                                  + "\"; `status` lists what there is")));
    };
  }

  /** Whether anything that readers see has changed since the last {@link #snapshot}. */
  boolean isChanged() {
    return changed || groups.values().stream().anyMatch(ManagedGroup::isTouched);
  }

  FleetSnapshot snapshot(FleetSnapshot.SupervisorState state, Instant started) {
    changed = false;
    return new FleetSnapshot(
        state, started, byPriority().stream().map(ManagedGroup::view).toList());
  }
}
