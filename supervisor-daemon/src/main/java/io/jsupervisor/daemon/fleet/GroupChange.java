package io.jsupervisor.daemon.fleet;

import io.jsupervisor.daemon.config.ConfigDiff;
import io.jsupervisor.daemon.config.GroupSpec;
import io.jsupervisor.daemon.core.Namespec;
import io.jsupervisor.daemon.core.ProcessSpec;
import io.jsupervisor.daemon.fleet.ScaledSpecs.Read;
import io.jsupervisor.daemon.fleet.ScaledSpecs.SizeKey;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * How a changed group comes to its new definition process by process; pure.
 *
 * @param steps in the order of the new definition; removals last, highest numbers first
 * @param adopted new definitions of processes that need not be touched for them
 * @param samePriority the group keeps its place among the groups
 */
record GroupChange(
    GroupSpec wanted, List<RollStep> steps, List<Definition> adopted, boolean samePriority) {
  /** What must be asked of the configuration to tell a change of numprocs from others. */
  static Set<SizeKey> questions(List<Definition> running, GroupSpec loaded) {
    Map<Namespec, ProcessSpec> next = byName(loaded);
    Set<SizeKey> keys = new HashSet<>();
    for (Definition each : running) {
      ProcessSpec now = next.get(each.spec().namespec());
      if (now != null && !ConfigDiff.same(each.spec(), now)) {
        keys.add(new SizeKey(now.program(), each.siblings()));
      }
    }
    return keys;
  }

  /** Empty where it cannot be done process by process: then the group is replaced as a whole. */
  static Optional<GroupChange> between(
      GroupSpec group, List<Definition> running, GroupSpec loaded, Map<SizeKey, Read> read) {
    boolean listeners = loaded.kind() instanceof GroupSpec.Kind.Listeners;
    if (listeners || !ConfigDiff.sameKind(group.kind(), loaded.kind())) {
      return Optional.empty();
    }
    Map<Namespec, Definition> before = new LinkedHashMap<>();
    running.forEach(definition -> before.put(definition.spec().namespec(), definition));
    List<RollStep> steps = new ArrayList<>();
    List<Definition> adopted = new ArrayList<>();
    for (ProcessSpec now : loaded.processes()) {
      int siblings = ManagedGroup.siblings(loaded, now.program());
      Definition old = before.remove(now.namespec());
      Definition after =
          new Definition(now, old == null ? Definition.NO_LOGS : old.logs(), siblings);
      if (old == null) {
        steps.add(RollStep.add(after, RollStep.Begin.AUTOSTART));
      } else if (ConfigDiff.same(old.spec(), now) || isOnlyNumprocs(old, now, read)) {
        adopted.add(after);
      } else {
        steps.add(RollStep.replace(old, after, RollStep.Begin.AS_IT_IS_OR_EXITED));
      }
    }
    List.copyOf(before.values()).reversed().forEach(old -> steps.add(RollStep.remove(old)));
    return isRenamed(steps)
        ? Optional.empty()
        : Optional.of(
            new GroupChange(loaded, steps, adopted, group.priority() == loaded.priority()));
  }

  /** It differs by what %(numprocs)d stands for, if at all. */
  private static boolean isOnlyNumprocs(Definition old, ProcessSpec now, Map<SizeKey, Read> read) {
    return old.spec().program().equals(now.program()) && ScaledSpecs.isAsRead(old, read);
  }

  /** The old and the new processes of a program may want the same ports. */
  private static boolean isRenamed(List<RollStep> steps) {
    Set<String> added = programs(steps.stream().filter(RollStep::isAdd));
    Set<String> removed = programs(steps.stream().filter(RollStep::isRemove));
    return added.stream().anyMatch(removed::contains);
  }

  private static Set<String> programs(Stream<RollStep> steps) {
    return steps.map(step -> step.either().spec().program()).collect(Collectors.toSet());
  }

  /** Only processes of these programs come or go, and nobody else is touched. */
  boolean onlyScales(Set<String> programs) {
    return samePriority
        && !steps.isEmpty()
        && steps.stream().allMatch(step -> step.isAdd() || step.isRemove())
        && programs.containsAll(programs(steps.stream()));
  }

  private static Map<Namespec, ProcessSpec> byName(GroupSpec group) {
    return group.processes().stream()
        .collect(Collectors.toMap(ProcessSpec::namespec, spec -> spec, (first, last) -> last));
  }
}
