package io.jsupervisor.daemon.fleet;

import io.jsupervisor.daemon.config.GroupSpec;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** Updates that change groups process by process. Core thread only. */
final class RollingUpdates {
  private final Registry registry;
  private final Rolls rolls;
  private final ScaledSpecs specs;

  RollingUpdates(Registry registry, Rolls rolls, ScaledSpecs specs) {
    this.registry = registry;
    this.rolls = rolls;
    this.specs = specs;
  }

  /**
   * Goes on with what changed groups come to, by name, where that is possible process by process.
   *
   * @param rolling false: only those that a plain update could do so
   * @param moved listeners that have another address now: all who use one must let go of it at once
   */
  void byProcess(
      ConfigChanges changes,
      FleetDefinition read,
      Set<String> moved,
      boolean rolling,
      Consumer<Map<String, GroupChange>> next) {
    Map<String, GroupSpec> loaded = new LinkedHashMap<>();
    for (GroupSpec group : read.groups()) {
      if (changes.changed().contains(group.name())
          && registry.group(group.name()).isPresent()
          && (rolling || isNamedByUpstream(group, read))
          && Collections.disjoint(SocketChanges.uses(group), moved)) {
        loaded.put(group.name(), group);
      }
    }
    Set<ScaledSpecs.SizeKey> questions = new LinkedHashSet<>();
    loaded.forEach(
        (name, group) -> questions.addAll(GroupChange.questions(definitions(name), group)));
    specs.read(
        questions,
        answers -> {
          Map<String, GroupChange> each = new LinkedHashMap<>();
          loaded.forEach(
              (name, group) ->
                  registry
                      .group(name)
                      .flatMap(
                          active ->
                              GroupChange.between(active.spec(), definitions(name), group, answers))
                      .ifPresent(change -> each.put(name, change)));
          next.accept(each);
        });
  }

  /** Each question makes a whole configuration: a plain update asks about these only. */
  private boolean isNamedByUpstream(GroupSpec group, FleetDefinition read) {
    return read.upstreams().stream()
        .flatMap(upstream -> upstream.programs().stream())
        .anyMatch(program -> group.processes().stream().anyMatch(p -> p.program().equals(program)));
  }

  private List<Definition> definitions(String group) {
    return registry.group(group).stream()
        .flatMap(g -> g.processes().stream())
        .map(ManagedProcess::definition)
        .toList();
  }

  /** A plain update does these process by process, too: upstreams name the programs. */
  boolean onlyScales(GroupChange change, FleetDefinition read) {
    Set<String> programs = new LinkedHashSet<>();
    read.upstreams().forEach(upstream -> programs.addAll(upstream.programs()));
    return change.onlyScales(programs);
  }

  /**
   * Begins the roll.
   *
   * @param plain what the update does before, to other groups
   */
  void roll(
      PlainUpdates.Reading reading,
      Collection<GroupChange> each,
      boolean rolling,
      Consumer<RunningOperation> plain,
      CompletableFuture<Operation> answer) {
    List<RollStep> steps = each.stream().flatMap(c -> c.steps().stream()).toList();
    List<RollPlan> plans = RollPlan.byProgram(steps);
    try {
      rolls.checkFree(Rolls.programs(plans));
    } catch (FaultException busy) {
      answer.completeExceptionally(busy);
      return;
    }
    rolls.withSurge(
        plans,
        complete ->
            rolls.start(
                new Roll.Order(
                    rolling ? "rolling-update" : "update",
                    complete,
                    each.stream().map(GroupChange::wanted).toList(),
                    each.stream().flatMap(c -> c.adopted().stream()).toList(),
                    rolling,
                    reading.changes().isEmpty() || !reading.refused().isEmpty(),
                    success(reading)),
                Optional.of(plain),
                answer),
        answer::completeExceptionally,
        false);
  }

  private static String success(PlainUpdates.Reading reading) {
    ConfigChanges changes = reading.changes();
    List<String> parts = new ArrayList<>();
    tell(parts, "added", changes.added());
    tell(parts, "changed", changes.changed());
    tell(parts, "removed", changes.removed());
    reading.refused().forEach((group, why) -> parts.add(group + " is left as it is: " + why));
    return parts.isEmpty()
        ? "nothing changed: what runs is what the configuration says"
        : String.join("; ", parts);
  }

  private static void tell(List<String> parts, String verb, List<String> groups) {
    if (!groups.isEmpty()) {
      parts.add(verb + " " + String.join(", ", groups));
    }
  }
}
