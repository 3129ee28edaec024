package io.jsupervisor.daemon.fleet;

import io.jsupervisor.daemon.core.Namespec;
import io.jsupervisor.daemon.core.RollRules;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a roll does to one program: adds all that are new, replaces batch by batch, then removes.
 *
 * @param removes highest process numbers first
 * @param surge those among the added and removed that are there for the time of the roll only
 */
record RollPlan(
    String program,
    RollRules rules,
    List<RollStep> adds,
    List<RollStep> replaces,
    List<RollStep> removes,
    Set<Namespec> surge) {
  RollPlan {
    adds = List.copyOf(adds);
    replaces = List.copyOf(replaces);
    removes = List.copyOf(removes);
    surge = Set.copyOf(surge);
  }

  /** The steps of one program, sorted by what they do. */
  static RollPlan of(List<RollStep> steps) {
    Definition definition = steps.getFirst().either();
    return new RollPlan(
        definition.spec().program(),
        definition.spec().extensions().serving().roll(),
        steps.stream().filter(RollStep::isAdd).toList(),
        steps.stream().filter(step -> !step.isAdd() && !step.isRemove()).toList(),
        steps.stream().filter(RollStep::isRemove).toList(),
        Set.of());
  }

  /** One plan per program, in the order in which the programs come up. */
  static List<RollPlan> byProgram(List<RollStep> steps) {
    Map<String, List<RollStep>> byProgram = new LinkedHashMap<>();
    for (RollStep step : steps) {
      byProgram.computeIfAbsent(step.either().spec().program(), p -> new ArrayList<>()).add(step);
    }
    return byProgram.values().stream().map(RollPlan::of).toList();
  }

  /** The same with more processes while it lasts. */
  RollPlan surgedBy(List<Definition> more) {
    List<RollStep> first = new ArrayList<>(adds);
    more.forEach(definition -> first.add(RollStep.add(definition, RollStep.Begin.ALWAYS)));
    List<RollStep> last = new ArrayList<>(removes);
    more.reversed().forEach(definition -> last.add(RollStep.remove(definition)));
    return new RollPlan(
        program,
        rules,
        first,
        replaces,
        last,
        more.stream().map(d -> d.spec().namespec()).collect(Collectors.toSet()));
  }

  RollPlan withSurge(Set<Namespec> names) {
    return new RollPlan(program, rules, adds, replaces, removes, names);
  }

  /** The same with every definition that is still to be made changed by {@code change}. */
  RollPlan map(UnaryOperator<RollStep> change) {
    return new RollPlan(
        program,
        rules,
        adds.stream().map(change).toList(),
        replaces.stream().map(change).toList(),
        removes.stream().map(change).toList(),
        surge);
  }

  Stream<RollStep> steps() {
    return Stream.of(adds, replaces, removes).flatMap(List::stream);
  }
}
