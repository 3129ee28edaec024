package io.jsupervisor.daemon.fleet;

import io.jsupervisor.daemon.config.GroupSpec;
import io.jsupervisor.daemon.core.Namespec;
import io.jsupervisor.daemon.core.ProcessSpec;
import io.jsupervisor.daemon.fleet.ScaledSpecs.Read;
import io.jsupervisor.daemon.fleet.ScaledSpecs.SizeKey;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** Another number of processes for a program, touching nobody else. Core thread only. */
final class Scaling {
  private final Registry registry;
  private final Rolls rolls;
  private final ScaledSpecs specs;

  Scaling(Registry registry, Rolls rolls, ScaledSpecs specs) {
    this.registry = registry;
    this.rolls = rolls;
    this.specs = specs;
  }

  void scale(String program, int numprocs, CompletableFuture<Operation> answer) {
    rolls.checkFree(Set.of(program));
    SizeKey wanted = new SizeKey(program, numprocs);
    Set<SizeKey> keys = ScaledSpecs.asDefined(registry.ofProgram(program));
    keys.add(wanted);
    specs.read(
        keys,
        read -> {
          try {
            begin(wanted, read, answer);
          } catch (FaultException refused) {
            answer.completeExceptionally(refused);
          }
        });
  }

  private void begin(SizeKey wanted, Map<SizeKey, Read> read, CompletableFuture<Operation> answer) {
    Read target = read.get(wanted);
    if (target.refused().isPresent()) {
      throw new FaultException(Fault.BAD_ARGUMENTS, target.refused().get());
    }
    List<ManagedProcess> running = registry.ofProgram(wanted.program());
    Map<Namespec, ProcessSpec> after = target.of(wanted.program());
    checkActive(wanted.program(), target);
    Optional<FaultException> differs = differs(wanted.program(), running, read);
    if (differs.isPresent()) {
      throw differs.get();
    }
    List<RollStep> steps = steps(running, after, wanted.numprocs());
    String success =
        "%s has %s".formatted(wanted.program(), Rolls.count(after.size()))
            + (steps.isEmpty() ? " already" : "");
    List<GroupSpec> groups =
        target.groups().stream()
            .filter(g -> g.processes().stream().anyMatch(p -> after.containsKey(p.namespec())))
            .toList();
    specs.withLogs(
        RollPlan.byProgram(steps),
        plans ->
            rolls.start(
                new Roll.Order(
                    "scale",
                    plans,
                    keepPriority(groups),
                    List.of(),
                    false,
                    steps.isEmpty(),
                    success),
                Optional.empty(),
                answer),
        answer::completeExceptionally);
  }

  /** Only the difference: new ones in order, surplus ones from the highest number down. */
  static List<RollStep> steps(
      List<ManagedProcess> running, Map<Namespec, ProcessSpec> after, int numprocs) {
    Map<Namespec, ManagedProcess> surplus = new LinkedHashMap<>();
    running.forEach(process -> surplus.put(process.namespec(), process));
    List<RollStep> steps = new ArrayList<>();
    for (ProcessSpec spec : after.values()) {
      if (surplus.remove(spec.namespec()) == null) {
        Definition fresh = new Definition(spec, Definition.NO_LOGS, numprocs);
        steps.add(RollStep.add(fresh, RollStep.Begin.ALWAYS));
      }
    }
    List.copyOf(surplus.values())
        .reversed()
        .forEach(process -> steps.add(RollStep.remove(process.definition())));
    return steps;
  }

  /** The order of the processes is the configuration's; the groups stay where they are. */
  private List<GroupSpec> keepPriority(List<GroupSpec> groups) {
    return groups.stream()
        .map(
            g ->
                new GroupSpec(
                    g.name(),
                    registry.group(g.name()).map(ManagedGroup::priority).orElse(g.priority()),
                    g.kind(),
                    g.processes()))
        .toList();
  }

  private void checkActive(String program, Read target) {
    for (Namespec name : target.of(program).keySet()) {
      if (registry.group(name.group()).isEmpty()) {
        throw new FaultException(
            Fault.BAD_NAME,
            "group \"%s\" of %s is not active; `add %1$s` first".formatted(name.group(), program));
      }
    }
  }

  /** Why what runs cannot be had in another number: it is not what the configuration says. */
  static Optional<FaultException> differs(
      String program, List<ManagedProcess> running, Map<SizeKey, Read> read) {
    return ScaledSpecs.difference(running, read)
        .map(
            who ->
                new FaultException(
                    Fault.CONFLICT,
                    who.display()
                        + " does not run as the configuration read last defines "
                        + program
                        + "; `update --rolling` first, then this"));
  }
}
