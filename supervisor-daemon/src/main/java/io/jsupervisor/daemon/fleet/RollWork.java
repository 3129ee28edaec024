package io.jsupervisor.daemon.fleet;

import io.jsupervisor.daemon.core.Namespec;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** What is left of a plan. Core thread only. */
final class RollWork {
  private final RollPlan plan;
  private final List<RollStep> adds;
  private final List<RollStep> replaces;
  private final List<RollStep> removes;

  RollWork(RollPlan plan) {
    this.plan = plan;
    this.adds = new ArrayList<>(plan.adds());
    this.replaces = new ArrayList<>(plan.replaces());
    this.removes = new ArrayList<>(plan.removes());
  }

  boolean isEmpty() {
    return adds.isEmpty() && replaces.isEmpty() && removes.isEmpty();
  }

  /** How long it waits for others of the program to be ready. */
  long patienceSecs() {
    return replaces.getFirst().either().spec().extensions().serving().readinessDeadlineSecs();
  }

  /** Takes the next batch; empty where nobody may go out as of now. */
  List<RollStep> next(Registry registry, Set<Namespec> surge) {
    if (!adds.isEmpty()) {
      return takeAll(adds);
    }
    if (replaces.isEmpty()) {
      return takeAll(removes);
    }
    List<Namespec> chosen = RollBatch.next(members(registry, surge), plan.rules());
    List<RollStep> batch = replaces.stream().filter(s -> chosen.contains(s.who())).toList();
    replaces.removeAll(batch);
    return batch;
  }

  private static List<RollStep> takeAll(List<RollStep> steps) {
    List<RollStep> all = List.copyOf(steps);
    steps.clear();
    return all;
  }

  /** The candidates in the order of the plan, then the others of the program. */
  private List<RollBatch.Member> members(Registry registry, Set<Namespec> surge) {
    List<RollBatch.Member> members = new ArrayList<>();
    for (RollStep step : replaces) {
      Optional<ManagedProcess> process = registry.process(step.who());
      members.add(
          new RollBatch.Member(
              step.who(),
              true,
              process.filter(ManagedProcess::isWanted).isPresent(),
              process.filter(ManagedProcess::serves).isPresent(),
              false));
    }
    Set<Namespec> candidates = replaces.stream().map(RollStep::who).collect(Collectors.toSet());
    for (ManagedProcess other : registry.ofProgram(plan.program())) {
      if (!candidates.contains(other.namespec())) {
        members.add(
            new RollBatch.Member(
                other.namespec(),
                false,
                other.isWanted(),
                other.serves(),
                surge.contains(other.namespec())));
      }
    }
    return members;
  }

  /** A sentence on why nobody may go out. */
  String whoIsMissing(Registry registry, Set<Namespec> surge) {
    String missing =
        members(registry, surge).stream()
            .filter(m -> m.wanted() && !m.serves())
            .map(m -> m.who().display())
            .collect(Collectors.joining(", "));
    String limit = "max_unavailable=" + plan.rules().maxUnavailable();
    return missing.isEmpty()
        ? limit + " lets nothing of " + plan.program() + " go; set it or max_surge to 1 at least"
        : missing
            + " is not in rotation and ready, and "
            + limit
            + " lets no other of "
            + plan.program()
            + " go out";
  }
}
