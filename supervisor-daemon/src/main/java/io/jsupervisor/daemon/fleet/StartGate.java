package io.jsupervisor.daemon.fleet;

import io.jsupervisor.daemon.core.ProcessEvent;
import io.jsupervisor.daemon.core.ProcessState;
import io.jsupervisor.daemon.core.StateName;
import io.jsupervisor.daemon.core.Ticks;
import io.jsupervisor.daemon.fleet.Dependencies.Unmet;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Starts processes when what they depend on allows it (ADR 12). A start that must wait starts what
 * it waits for and is down; the process stays STOPPED and says what it waits for. Core thread only.
 */
final class StartGate implements ProcessObserver {
  private final Clockwork clockwork;
  private final ProcessEngine engine;
  private final Dependencies dependencies;
  private final StopOrder stopOrder;
  private final Map<ManagedProcess, Pending> pending = new LinkedHashMap<>();

  StartGate(
      Clockwork clockwork, ProcessEngine engine, Dependencies dependencies, StopOrder stopOrder) {
    this.clockwork = clockwork;
    this.engine = engine;
    this.dependencies = dependencies;
    this.stopOrder = stopOrder;
  }

  /** A start has failed since it was last looked. */
  private boolean news;

  /** A start that waits. */
  private static final class Pending {
    final List<OperationLine> lines = new ArrayList<>();

    /** It goes on waiting when what it waits for has failed: that may be mended. */
    boolean lasting;

    /** It is to be stopped before. */
    boolean afterStop;

    /** It waits for what the plug-in's options say. */
    boolean plugIn;

    /** What it waits for does not come by itself. */
    boolean failed;

    /** When somebody looks again at the latest. */
    Ticks looksAgain = Ticks.NEVER;
  }

  /**
   * Starts a process now or once its dependencies are met.
   *
   * @param line of the user who asks; settled with a sentence when a dependency fails
   * @param lasting the wish outlives a failing dependency, as that of autostart does
   */
  void start(ManagedProcess process, Optional<OperationLine> line, boolean lasting) {
    Pending start = pending.computeIfAbsent(process, p -> new Pending());
    line.ifPresent(start.lines::add);
    start.lasting |= lasting;
    start.plugIn = false;
    List<ManagedProcess> touched = new ArrayList<>(List.of(process));
    Deque<ManagedProcess> open = new ArrayDeque<>(touched);
    while (!open.isEmpty()) {
      ManagedProcess next = open.poll();
      for (Unmet unmet : dependencies.unmet(next)) {
        unmet
            .on()
            .filter(on -> on.shownAs().isDown() && !pending.containsKey(on))
            .ifPresent(
                on -> {
                  pending.put(on, new Pending());
                  touched.add(on);
                  open.add(on);
                });
      }
    }
    look(touched.reversed());
  }

  /** Tells a line what has become, or becomes, of a start that was asked for already. */
  void report(ManagedProcess process, OperationLine line) {
    Pending start = pending.get(process);
    if (start != null) {
      start.lines.add(line);
    } else {
      line.onBegun();
    }
  }

  /** Starts a process that is on its way down, once it is. */
  void startAfterStop(ManagedProcess process, OperationLine line) {
    callOff(process, "superseded by a restart");
    Pending start = new Pending();
    start.lines.add(line);
    start.afterStop = true;
    process.startsLater = true;
    pending.put(process, start);
  }

  /** Starts what the plug-in would start, now or when it would. */
  void startByPlugIn(List<ManagedProcess> processes) {
    List<ManagedProcess> mine = processes.stream().filter(Dependencies::isStartedByPlugIn).toList();
    for (ManagedProcess process : mine) {
      Pending start = new Pending();
      start.lasting = true;
      start.plugIn = true;
      pending.putIfAbsent(process, start);
    }
    look(mine);
  }

  /** Whether its start waits. */
  boolean holds(ManagedProcess process) {
    return pending.containsKey(process);
  }

  /** A newer wish: the start that waits is given up. True when there was one. */
  boolean callOff(ManagedProcess process, String why) {
    Pending start = pending.remove(process);
    if (start == null) {
      return false;
    }
    process.startsLater = false;
    process.waits("");
    start.lines.forEach(line -> line.settle(Fault.ABNORMAL_TERMINATION, why));
    return true;
  }

  /** The daemon stops. */
  void callOffAll() {
    for (ManagedProcess process : List.copyOf(pending.keySet())) {
      callOff(process, "the daemon is stopping");
    }
  }

  @Override
  public void changed(ManagedProcess process) {
    if (!pending.isEmpty()) {
      look(
          pending.keySet().stream()
              .filter(p -> p == process || Dependencies.isAbout(p, process))
              .toList());
    }
  }

  /** Begins every start of these that need not wait any more, the most urgent first. */
  private void look(List<ManagedProcess> processes) {
    news = false;
    processes.stream()
        .filter(this::mayBegin)
        .sorted(Comparator.comparingInt(dependencies::priority))
        .forEach(this::begin);
    while (news) {
      // One that failed changes no state, but those who wait for it have failed with it.
      news = false;
      List.copyOf(pending.keySet()).forEach(this::mayBegin);
    }
  }

  private void begin(ManagedProcess process) {
    if (pending.remove(process) != null) {
      process.startsLater = false;
      process.waits("");
      engine.feed(process, new ProcessEvent.StartRequested());
    }
  }

  private boolean mayBegin(ManagedProcess process) {
    Pending start = pending.get(process);
    if (start == null || !engine.mayStart() || stopOrder.holds(process)) {
      return false;
    }
    StateName state = process.shownAs();
    if (state.isUp() && !start.afterStop) {
      // Somebody else was quicker; its lines are settled by what becomes of it.
      pending.remove(process);
      process.waits("");
      return false;
    }
    if (!state.isDown()) {
      return false;
    }
    start.afterStop = false;
    if (state == StateName.UNKNOWN) {
      callOff(process, process.namespec().display() + " is in an unknown process state");
      return false;
    }
    if (start.plugIn) {
      Optional<String> unmet = dependencies.unmetPlugIn(process);
      unmet.ifPresent(process::waits);
      return unmet.isEmpty();
    }
    List<Unmet> unmet = dependencies.unmet(process);
    List<ManagedProcess> leaving = leaving(process);
    if (unmet.isEmpty() && leaving.isEmpty()) {
      return true;
    }
    explain(process, start, unmet);
    return false;
  }

  /** What it depends on and is about to be stopped, or to be started anew: it is met too early. */
  private List<ManagedProcess> leaving(ManagedProcess process) {
    return dependencies.of(process).stream().filter(stopOrder::holds).toList();
  }

  private void explain(ManagedProcess process, Pending start, List<Unmet> unmet) {
    Optional<Unmet> failed = unmet.stream().filter(this::hasFailed).findFirst();
    news |= start.failed == failed.isEmpty();
    start.failed = failed.isPresent();
    if (failed.isEmpty()) {
      unmet.stream().findFirst().ifPresent(first -> process.waits(first.sentence()));
      lookAgain(start, unmet);
      return;
    }
    String sentence = failed.get().sentence();
    String who = process.namespec().display();
    start.lines.forEach(
        line -> line.settle(Fault.ABNORMAL_TERMINATION, who + " is not started: it " + sentence));
    start.lines.clear();
    if (start.lasting) {
      process.waits(sentence);
    } else {
      pending.remove(process);
      process.startsLater = false;
      process.waits(Dependencies.NOT_STARTED + sentence);
      // Its state is as it was; a roll that waits for it looks at what is not in the state.
      engine.noteChanged(process);
    }
  }

  /** Nobody is about to bring it up, or it takes too long. */
  private boolean hasFailed(Unmet unmet) {
    if (unmet.on().isEmpty()) {
      return true;
    }
    ManagedProcess on = unmet.on().get();
    boolean comesAgain =
        on.state() instanceof ProcessState.Exited exited && !exited.restartAt().equals(Ticks.NEVER);
    boolean isWanted = on.comesBack || (pending.containsKey(on) && !pending.get(on).failed);
    return (on.shownAs().isDown() && !comesAgain && !isWanted) || unmet.isLate(clockwork.now());
  }

  private void lookAgain(Pending start, List<Unmet> unmet) {
    unmet.stream()
        .map(Unmet::deadline)
        .flatMap(Optional::stream)
        .min(Comparator.comparingLong(Ticks::nanos))
        .filter(when -> !when.equals(start.looksAgain))
        .ifPresent(
            when -> {
              start.looksAgain = when;
              clockwork.at(when, () -> look(List.copyOf(pending.keySet())));
            });
  }
}
