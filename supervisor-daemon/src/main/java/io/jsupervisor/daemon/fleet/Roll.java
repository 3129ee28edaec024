package io.jsupervisor.daemon.fleet;

import io.jsupervisor.daemon.config.GroupSpec;
import io.jsupervisor.daemon.core.Namespec;
import io.jsupervisor.daemon.core.Ticks;
import io.jsupervisor.daemon.fleet.Operation.Outcome;
import io.jsupervisor.daemon.fleet.Operation.Verdict;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * A roll or a scale while it runs: one program after another, and of each one batch after another.
 * What it has changed is a list of steps, so that it can go back. Written by the core thread; its
 * public view is read by any.
 */
final class Roll implements Operations.Running {
  /**
   * What is to be done.
   *
   * @param wanted the groups as they are to be, for their order and priority
   * @param adopted definitions that processes take on at their next start, when all is done
   * @param goesBack where a new process does not become ready, what was changed goes back
   * @param idle there is nothing to do
   * @param success the sentence when all is done
   */
  record Order(
      String kind,
      List<RollPlan> plans,
      List<GroupSpec> wanted,
      List<Definition> adopted,
      boolean goesBack,
      boolean idle,
      String success) {
    Set<String> programs() {
      Set<String> names = new LinkedHashSet<>();
      plans.forEach(plan -> names.add(plan.program()));
      return names;
    }
  }

  private final Order order;
  private final RollContext context;
  private final Consumer<Roll> whenDone;
  private final Operation view;
  private final Deque<RollWork> work = new ArrayDeque<>();
  private final List<RollItem> applied = new ArrayList<>();
  private final Set<Namespec> surge = new HashSet<>();
  private final Map<Namespec, RollItem> items = new LinkedHashMap<>();
  private volatile List<RollItem> shown = List.of();
  private volatile Optional<Verdict> verdict = Optional.empty();
  private volatile List<Operation.Line> finalLines = List.of();
  private List<RollItem> batch = List.of();
  private List<GroupSpec> order0 = List.of();
  private Optional<RunningOperation> plain = Optional.empty();
  private List<ProcessResult> results = List.of();

  /** Why it goes back, or what it will have come to when what is begun has ended. */
  private Optional<String> goingBack = Optional.empty();

  private Optional<Verdict> closing = Optional.empty();
  private Optional<Ticks> waitsUntil = Optional.empty();
  private boolean aborted;
  private boolean ended;

  Roll(String id, Order order, RollContext context, Consumer<Roll> whenDone) {
    this.order = order;
    this.context = context;
    this.whenDone = whenDone;
    this.view =
        new Operation(
            id,
            order.kind(),
            context.clockwork().wall(),
            new Progress(),
            new CompletableFuture<>());
    for (RollPlan plan : order.plans()) {
      work.add(new RollWork(plan));
      surge.addAll(plan.surge());
      plan.steps().forEach(step -> items.putIfAbsent(step.who(), item(step)));
    }
    shown = List.copyOf(items.values());
  }

  private RollItem item(RollStep step) {
    return new RollItem(step, context, this::progressed);
  }

  @Override
  public Operation view() {
    return view;
  }

  @Override
  public List<ProcessResult> results() {
    return results;
  }

  @Override
  public boolean isEnded() {
    return ended;
  }

  Set<String> programs() {
    return order.programs();
  }

  /** What an update does before, to groups that are not rolled. */
  void after(RunningOperation first) {
    plain = Optional.of(first);
  }

  void begin() {
    order0 = context.registry().specs();
    if (items.isEmpty()) {
      finish();
    } else {
      context.log().info("%s %s of %s begins".formatted(order.kind(), view.id(), names()));
      soon();
    }
  }

  private String names() {
    return String.join(", ", programs());
  }

  private void soon() {
    context.clockwork().post(this::advance);
  }

  private void progressed(RollItem item) {
    if (!ended) {
      context.listener().rollProgressed(view, item.who(), item.phase().word());
      soon();
    }
  }

  /** A process has changed: one of its own, or one that a batch waits for. */
  void changed(ManagedProcess process) {
    RollItem item = items.get(process.namespec());
    if (item != null) {
      item.look();
    }
    if (waitsUntil.isPresent()) {
      soon();
    }
  }

  @Override
  public void abort() {
    aborted = true;
    plain.filter(first -> !first.isEnded()).ifPresent(RunningOperation::abort);
    soon();
  }

  @Override
  public void giveUp() {
    if (!ended) {
      plain.filter(first -> !first.isEnded()).ifPresent(RunningOperation::giveUp);
      items.values().forEach(RollItem::giveUp);
      end(new Verdict(Outcome.STOPPED, "the daemon stopped before it was done"));
    }
  }

  private void advance() {
    if (ended) {
      return;
    }
    if (aborted || batch.stream().anyMatch(RollItem::isFailed)) {
      batch.forEach(RollItem::cancelIfDraining);
    }
    if (batch.stream().allMatch(RollItem::isEnded)) {
      collect();
      goOn();
    }
  }

  private void collect() {
    List<RollItem> over = batch;
    batch = List.of();
    over.stream().filter(RollItem::isApplied).forEach(applied::add);
    over.stream().filter(RollItem::isFailed).findFirst().ifPresent(this::onFailure);
    if (aborted && closing.isEmpty()) {
      close(
          Outcome.ABORTED,
          "aborted by a user" + goingBack.map(w -> " while going back").orElse(""));
    }
  }

  private void onFailure(RollItem failed) {
    if (closing.isPresent()) {
      return;
    }
    if (goingBack.isPresent()) {
      close(
          Outcome.STOPPED,
          goingBack.get() + "; going back stopped too, because " + failed.message());
    } else if (order.goesBack() && !failed.isSuperseded()) {
      goBack(failed.message());
    } else {
      close(
          Outcome.STOPPED,
          failed.message() + (failed.isHeldOut() ? ", and stays out of rotation" : ""));
    }
  }

  private void goBack(String why) {
    goingBack = Optional.of(why);
    aborted = false;
    work.clear();
    // What surged and is gone needs no way back.
    List<RollStep> back =
        applied.reversed().stream()
            .filter(item -> !surge.contains(item.who()) || isSurplus(item))
            .map(RollItem::undone)
            .toList();
    applied.clear();
    RollPlan.byProgram(back).forEach(plan -> work.add(new RollWork(plan.withSurge(surge))));
    context.log().warn("%s %s goes back: %s".formatted(order.kind(), view.id(), why));
  }

  /** No more of what was to be done; but what surged goes. */
  private void close(Outcome outcome, String why) {
    closing = Optional.of(new Verdict(outcome, why + soFar()));
    work.clear();
    List<RollStep> leftOver =
        applied.reversed().stream().filter(this::isSurplus).map(RollItem::undone).toList();
    RollPlan.byProgram(leftOver).forEach(plan -> work.add(new RollWork(plan)));
  }

  /** It was added for the time of the roll, and is still there. */
  private boolean isSurplus(RollItem item) {
    return item.step.isAdd()
        && surge.contains(item.who())
        && context.registry().process(item.who()).isPresent();
  }

  private String soFar() {
    if (goingBack.isPresent()) {
      return "";
    }
    long done = items.values().stream().filter(i -> i.phase() == RollPhase.DONE).count();
    return "; " + done + " of " + items.size() + " done, the others are as they were";
  }

  private void goOn() {
    while (!work.isEmpty() && work.peek().isEmpty()) {
      work.remove();
    }
    if (work.isEmpty()) {
      finish();
      return;
    }
    List<RollStep> next = work.peek().next(context.registry(), surge);
    if (next.isEmpty()) {
      waitForOthers();
      return;
    }
    waitsUntil = Optional.empty();
    batch = next.stream().map(this::show).toList();
    shown = List.copyOf(items.values());
    batch.forEach(RollItem::begin);
  }

  private RollItem show(RollStep step) {
    RollItem fresh = item(step);
    items.put(step.who(), fresh);
    return fresh;
  }

  /** Too few others are ready: nobody may go out before they are, and that may take long. */
  private void waitForOthers() {
    Ticks now = context.clockwork().now();
    if (waitsUntil.isEmpty()) {
      Ticks until = now.plusSeconds(work.peek().patienceSecs());
      waitsUntil = Optional.of(until);
      context.clockwork().at(until, this::advance);
    } else if (now.reached(waitsUntil.get())) {
      RollWork stuck = work.peek();
      waitsUntil = Optional.empty();
      String why = stuck.whoIsMissing(context.registry(), surge);
      if (order.goesBack() && goingBack.isEmpty() && closing.isEmpty()) {
        goBack(why);
      } else {
        close(
            Outcome.STOPPED, goingBack.map(w -> w + "; going back stopped too: ").orElse("") + why);
      }
      soon();
    }
  }

  private void finish() {
    if (closing.isEmpty() && goingBack.isEmpty()) {
      arrange(order.wanted());
      adopt();
    } else {
      arrange(order0);
    }
    end(
        closing.orElseGet(
            () ->
                goingBack
                    .map(
                        why ->
                            new Verdict(
                                Outcome.ROLLED_BACK,
                                why + "; what was changed is back at its definition before"))
                    .orElseGet(this::success)));
  }

  private Verdict success() {
    return new Verdict(order.idle() ? Outcome.REFUSED : Outcome.DONE, order.success());
  }

  private void arrange(List<GroupSpec> like) {
    for (GroupSpec group : like) {
      if (order.wanted().stream().anyMatch(w -> w.name().equals(group.name()))) {
        context.registry().group(group.name()).ifPresent(g -> g.arrange(group));
      }
    }
  }

  private void adopt() {
    for (Definition definition : order.adopted()) {
      context
          .registry()
          .process(definition.spec().namespec())
          .ifPresent(process -> process.redefine(definition));
    }
  }

  private void end(Verdict how) {
    ended = true;
    List<ProcessResult> all =
        new ArrayList<>(plain.map(RunningOperation::results).orElse(List.of()));
    items.values().forEach(item -> all.add(result(item)));
    results = List.copyOf(all);
    finalLines = lines();
    verdict = Optional.of(how);
    String line = "%s %s: %s: %s";
    String text = line.formatted(order.kind(), view.id(), how.outcome().word(), how.reason());
    if (how.outcome() == Outcome.DONE || how.outcome() == Outcome.REFUSED) {
      context.log().info(text);
    } else {
      context.log().warn(text);
    }
    context.listener().rollEnded(view, how);
    whenDone.accept(this);
  }

  private ProcessResult result(RollItem item) {
    String state =
        context
            .registry()
            .process(item.who())
            .map(process -> process.shownAs().name())
            .orElse("STOPPED");
    boolean ok = item.phase() == RollPhase.DONE;
    String said = item.message();
    return new ProcessResult(
        item.who(),
        ok ? Fault.SUCCESS : item.isSuperseded() ? Fault.ABNORMAL_TERMINATION : Fault.FAILED,
        state,
        ok && said.isEmpty() ? "OK" : said.isEmpty() ? "not touched" : said);
  }

  private List<Operation.Line> lines() {
    List<Operation.Line> lines = new ArrayList<>();
    plain.ifPresent(first -> lines.addAll(first.view().progress().lines()));
    for (RollItem item : shown) {
      lines.add(new Operation.Line(item.who(), Optional.empty(), item.phase().word()));
    }
    return lines;
  }

  private final class Progress implements Operation.Progress {
    @Override
    public List<Operation.Line> lines() {
      return verdict.isPresent() ? finalLines : Roll.this.lines();
    }

    @Override
    public Optional<Verdict> verdict() {
      return verdict;
    }
  }
}
