package io.jsupervisor.daemon.fleet;

import io.jsupervisor.daemon.fleet.ScaledSpecs.Read;
import io.jsupervisor.daemon.fleet.ScaledSpecs.SizeKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * The rolls that run, one at a time per program, and the requests that begin one. Core thread only.
 */
final class Rolls implements ProcessObserver {
  private final RollContext context;
  private final Operations operations;
  private final ScaledSpecs specs;
  private final Map<String, Roll> byProgram = new HashMap<>();

  Rolls(RollContext context, Operations operations, ScaledSpecs specs) {
    this.context = context;
    this.operations = operations;
    this.specs = specs;
    context.engine().observe(this);
  }

  @Override
  public void changed(ManagedProcess process) {
    Roll roll = byProgram.get(process.spec.program());
    if (roll != null) {
      roll.changed(process);
    }
  }

  /** A user wants something of a process: that counts more than what a roll wants. */
  void wished(ManagedProcess process, boolean up) {
    process.wishes++;
    context.engine().noteChanged(process);
    if (up && process.heldOut) {
      context.release(process, () -> {});
    }
  }

  /** The daemon stops or reloads. */
  void daemonStops() {
    Set.copyOf(byProgram.values()).forEach(Roll::giveUp);
  }

  /** Refuses where one of the programs is being rolled already. */
  void checkFree(Set<String> programs) {
    for (String program : programs) {
      Roll running = byProgram.get(program);
      if (running != null) {
        Operation view = running.view();
        throw new FaultException(
            Fault.CONFLICT,
            "%s %s of %s is not done yet; wait for it or abort it"
                .formatted(view.kind(), view.id(), program));
      }
    }
  }

  /** Begins at once, or when {@code plain} is done. */
  void start(
      Roll.Order order,
      Optional<Consumer<RunningOperation>> plain,
      CompletableFuture<Operation> answer) {
    try {
      checkFree(order.programs());
      checkGoesOn();
    } catch (FaultException refused) {
      answer.completeExceptionally(refused);
      return;
    }
    Roll roll = new Roll(operations.nextId(), order, context, this::ended);
    operations.keep(roll);
    order.programs().forEach(program -> byProgram.put(program, roll));
    if (plain.isPresent()) {
      RunningOperation first =
          new RunningOperation(
              roll.view().id(), "update", context.clockwork().wall(), done -> roll.begin());
      roll.after(first);
      plain.get().accept(first);
    } else {
      roll.begin();
    }
    answer.complete(roll.view());
  }

  private void checkGoesOn() {
    if (!context.engine().mayStart()) {
      throw new FaultException(Fault.SHUTDOWN_STATE, "the daemon is stopping");
    }
  }

  private void ended(Roll roll) {
    byProgram.values().removeIf(roll::equals);
    operations.ended(roll);
  }

  /** A rolling restart: of what runs, and of what should. */
  void restart(Target target, CompletableFuture<Operation> answer) {
    List<RollStep> steps =
        context.registry().resolve(target).stream()
            .filter(process -> process.isWanted())
            .map(process -> RollStep.restart(process.definition()))
            .toList();
    List<RollPlan> plans = RollPlan.byProgram(steps);
    checkFree(programs(plans));
    String success =
        steps.isEmpty()
            ? "nothing of it runs, so there is nothing to restart; `start` starts it"
            : count(steps.size()) + " restarted one after another";
    withSurge(
        plans,
        surged ->
            start(
                new Roll.Order(
                    "rolling-restart",
                    surged,
                    List.of(),
                    List.of(),
                    false,
                    steps.isEmpty(),
                    success),
                Optional.empty(),
                answer),
        answer::completeExceptionally,
        true);
  }

  static String count(int processes) {
    return processes == 1 ? "1 process" : processes + " processes";
  }

  static Set<String> programs(List<RollPlan> plans) {
    Set<String> names = new HashSet<>();
    plans.forEach(plan -> names.add(plan.program()));
    return names;
  }

  /**
   * The plans with the processes that {@code max_surge} adds, and with their logs.
   *
   * @param asRuns what surges must be defined as what runs: nobody asked for an update
   */
  void withSurge(
      List<RollPlan> plans,
      Consumer<List<RollPlan>> next,
      Consumer<FaultException> refused,
      boolean asRuns) {
    Set<SizeKey> keys = new HashSet<>();
    for (RollPlan plan : plans) {
      if (surges(plan)) {
        keys.add(surgeKey(plan));
        if (asRuns) {
          keys.addAll(ScaledSpecs.asDefined(context.registry().ofProgram(plan.program())));
        }
      }
    }
    specs.read(
        keys,
        read -> {
          List<RollPlan> surged = new ArrayList<>();
          for (RollPlan plan : plans) {
            Optional<FaultException> cannot =
                surges(plan) ? cannotSurge(plan, read, asRuns) : Optional.empty();
            if (cannot.isPresent()) {
              refused.accept(cannot.get());
              return;
            }
            surged.add(surges(plan) ? plan.surgedBy(more(plan, read)) : plan);
          }
          specs.withLogs(surged, next, refused);
        });
  }

  private static boolean surges(RollPlan plan) {
    return plan.rules().maxSurge() > 0 && !plan.replaces().isEmpty();
  }

  /** Above what it has, and above what it is about to have. */
  private SizeKey surgeKey(RollPlan plan) {
    int has = siblings(plan);
    return new SizeKey(plan.program(), has + plan.adds().size() + plan.rules().maxSurge());
  }

  /** Per group: a program may be in several. */
  private int siblings(RollPlan plan) {
    String group = plan.replaces().getFirst().who().group();
    return (int)
        context.registry().ofProgram(plan.program()).stream()
            .filter(process -> process.namespec().group().equals(group))
            .count();
  }

  private Optional<FaultException> cannotSurge(
      RollPlan plan, Map<SizeKey, Read> read, boolean asRuns) {
    Optional<String> refused = read.get(surgeKey(plan)).refused();
    if (refused.isPresent()) {
      return Optional.of(
          new FaultException(
              Fault.CONFLICT,
              "max_surge=%d does not fit: %s".formatted(plan.rules().maxSurge(), refused.get())));
    }
    return asRuns
        ? Scaling.differs(plan.program(), context.registry().ofProgram(plan.program()), read)
        : Optional.empty();
  }

  private List<Definition> more(RollPlan plan, Map<SizeKey, Read> read) {
    SizeKey key = surgeKey(plan);
    Set<String> groups = new HashSet<>();
    plan.replaces().forEach(step -> groups.add(step.who().group()));
    return read.get(key).of(plan.program()).values().stream()
        .filter(spec -> groups.contains(spec.namespec().group()))
        .filter(spec -> context.registry().process(spec.namespec()).isEmpty())
        .filter(spec -> plan.adds().stream().noneMatch(a -> a.who().equals(spec.namespec())))
        .map(spec -> new Definition(spec, Definition.NO_LOGS, key.numprocs()))
        .toList();
  }
}
