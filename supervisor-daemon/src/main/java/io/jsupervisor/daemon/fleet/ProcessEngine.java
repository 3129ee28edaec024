package io.jsupervisor.daemon.fleet;

import io.jsupervisor.daemon.core.Effect;
import io.jsupervisor.daemon.core.Pid;
import io.jsupervisor.daemon.core.ProcessEvent;
import io.jsupervisor.daemon.core.ProcessMachine;
import io.jsupervisor.daemon.core.ProcessState;
import io.jsupervisor.daemon.core.Signal;
import io.jsupervisor.daemon.core.StateChange;
import io.jsupervisor.daemon.core.Step;
import io.jsupervisor.daemon.core.Ticks;
import io.jsupervisor.daemon.log.DaemonLog;
import io.jsupervisor.daemon.os.Processes;
import io.jsupervisor.daemon.os.Processes.SignalResult;
import io.jsupervisor.daemon.streams.Streams;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;

/**
 * Feeds events to the machine and performs its effects. Core thread only.
 *
 * <p>Two orders matter. A child's exit is told only after its output is drained (or a second has
 * passed: a disk may hang), so its last words precede the EXITED event. And between reaping and
 * telling, its pid is no longer ours: nothing is signalled that is not in {@link #unreaped}.
 */
final class ProcessEngine {
  private static final long DRAIN_SECONDS = 1;

  private final Clockwork clockwork;
  private final Processes processes;
  private final Streams streams;
  private final FleetListener listener;
  private final MainLogLines lines;
  private final DaemonLog log;
  private final Spawner spawner;
  private final SpawnedCommands commands;
  private final BooleanSupplier mayStart;
  private final Map<Pid, ManagedProcess> unreaped = new HashMap<>();
  private final List<ProcessObserver> observers = new ArrayList<>();
  private boolean adopting;
  private final Set<ManagedProcess> changed = new LinkedHashSet<>();

  ProcessEngine(
      Clockwork clockwork,
      Processes processes,
      Streams streams,
      Launching launching,
      FleetListener listener,
      DaemonLog log,
      BooleanSupplier mayStart) {
    this.clockwork = clockwork;
    this.processes = processes;
    this.streams = streams;
    this.listener = listener;
    this.lines = new MainLogLines(log);
    this.log = log;
    this.mayStart = mayStart;
    this.commands = new SpawnedCommands(clockwork, processes, streams, launching);
    this.spawner = new Spawner(clockwork, processes, streams, launching, this);
  }

  /** False once the daemon is stopping. */
  boolean mayStart() {
    return mayStart.getAsBoolean();
  }

  MainLogLines lines() {
    return lines;
  }

  /** Starts what is ready to start; true when more is ready than one turn may take. */
  boolean spawn() {
    return spawner.runReady();
  }

  /** Whether anything was spawned yet, or could not be. */
  boolean hasBegun() {
    return spawner.hasBegun();
  }

  /** Runs commands that are no processes of the fleet. */
  SpawnedCommands commands() {
    return commands;
  }

  /** From now on {@code observer} is told of what happens to processes. */
  void observe(ProcessObserver observer) {
    observers.add(observer);
  }

  /** Near the end of a turn: tells observers what has changed, until nothing does any more. */
  void tellObservers() {
    while (!changed.isEmpty()) {
      List<ManagedProcess> told = List.copyOf(changed);
      changed.clear();
      for (ManagedProcess process : told) {
        for (ProcessObserver observer : observers) {
          try {
            observer.changed(process);
          } catch (RuntimeException defect) {
            log.critical("defect in an observer of " + process.namespec() + ": " + defect);
          }
        }
      }
    }
  }

  /** Observers are to look at a process that has come, gone, or been told something. */
  void noteChanged(ManagedProcess process) {
    changed.add(process);
  }

  /** What a probe, or the process itself, says of its readiness; nothing while it is not up. */
  void readiness(ManagedProcess process, boolean ready, String why) {
    if (process.setReady(ready, why, clockwork.now(), clockwork.wall())) {
      listener.readinessChanged(process.namespec(), ready, why);
      changed.add(process);
    }
  }

  void feed(ManagedProcess process, ProcessEvent event) {
    feed(process, event, clockwork.now(), Optional.empty());
  }

  /**
   * @param cause what readers of events are told instead of the usual words
   */
  void feed(ManagedProcess process, ProcessEvent event, String cause) {
    feed(process, event, clockwork.now(), Optional.of(cause));
  }

  private void feed(ManagedProcess process, ProcessEvent event, Ticks now, Optional<String> cause) {
    ProcessState before = process.state();
    Step step;
    try {
      step = ProcessMachine.next(process.spec, before, event, now);
    } catch (RuntimeException defect) {
      log.critical(
          "defect in the state machine at "
              + process.namespec()
              + ", "
              + before
              + ", "
              + event
              + ": "
              + defect);
      return;
    }
    if (step.state().equals(before) && step.effects().isEmpty()) {
      return;
    }
    process.enter(step.state(), event, clockwork.wall());
    changed.add(process);
    lines.tell(process.spec, before, event, step.state());
    scheduleDeadline(process);
    for (Effect effect : step.effects()) {
      perform(process, effect, event, cause);
    }
    if (process.followState(now, clockwork.wall())) {
      listener.readinessChanged(
          process.namespec(), process.readiness().ready(), process.readiness().why());
    }
  }

  private void scheduleDeadline(ManagedProcess process) {
    ProcessState state = process.state();
    clockwork.at(state.deadline(), () -> deadlinePassed(process, state));
  }

  private void deadlinePassed(ManagedProcess process, ProcessState state) {
    // While its output is drained the child is dead already: it can neither come up nor be killed.
    if (!process.state().equals(state) || process.reaped != null) {
      return;
    }
    boolean startsSomething =
        state instanceof ProcessState.Exited || state instanceof ProcessState.Backoff;
    if (!startsSomething || mayStart()) {
      feed(process, new ProcessEvent.DeadlinePassed());
    }
  }

  private void perform(
      ManagedProcess process, Effect effect, ProcessEvent event, Optional<String> cause) {
    switch (effect) {
      case Effect.Spawn() -> spawner.order(process);
      case Effect.CancelSpawn() -> process.ticket = null;
      case Effect.Signal signal -> {
        lines.killing(process, signal);
        send(process, signal.pid(), signal.signal(), signal.wholeGroup());
      }
      case Effect.Emit(StateChange change) ->
          tell(process, change, cause.orElseGet(() -> Causes.of(process, event)));
    }
  }

  private void tell(ManagedProcess process, StateChange change, String cause) {
    process.reach(change.to());
    listener.processChanged(process.namespec(), change, cause);
    for (OperationLine line : process.watchers()) {
      line.onChange(change);
    }
  }

  /** A child of {@code process} exists. */
  void spawned(ManagedProcess process, Pid pid) {
    process.leader = pid;
    process.successor = null;
    unreaped.put(pid, process);
    feed(process, new ProcessEvent.Spawned(pid));
  }

  /**
   * From now on orphans of our children come to us.
   *
   * @return false when the kernel refuses
   */
  boolean adoptOrphans() {
    adopting = adopting || processes.adoptOrphans();
    return adopting;
  }

  /**
   * A child of the process's child, which is to take its place when it ends.
   *
   * @param group its process group
   * @return false when its end cannot be watched
   */
  boolean expectSuccessor(ManagedProcess process, Pid heir, int group) {
    if (!processes.adopt(heir, group)) {
      return false;
    }
    process.successor = heir;
    unreaped.put(heir, process);
    return true;
  }

  /** Signals one of the children of a process, if it still is one. */
  void signalChild(ManagedProcess process, Pid pid, Signal signal) {
    if (process.equals(unreaped.get(pid))) {
      var ignored = processes.signal(pid, signal, false);
    }
  }

  /** Ends an orphan that nobody wants. */
  void endOrphan(Pid pid, int group) {
    if (processes.adopt(pid, group)) {
      var ignored = processes.signal(pid, Signal.TERM, false);
    }
  }

  /** Sends a user's signal; empty when there is no unreaped child to send it to. */
  Optional<SignalResult> signal(ManagedProcess process, Signal signal) {
    Optional<Pid> pid = process.pid().filter(unreaped::containsKey);
    pid.ifPresent(p -> lines.signalSent(process, signal));
    return pid.map(p -> send(process, p, signal, false));
  }

  private SignalResult send(ManagedProcess process, Pid pid, Signal signal, boolean wholeGroup) {
    if (!unreaped.containsKey(pid)) {
      return new SignalResult.NoSuchProcess();
    }
    SignalResult result = processes.signal(pid, signal, wholeGroup);
    if (result instanceof SignalResult.Refused(int errno)) {
      lines.refused(process, signal, errno);
      feed(process, new ProcessEvent.SignalRefused(errno));
    }
    return result;
  }

  /** Collects every child that ended. */
  void reap() {
    for (Processes.Reaped reaped : processes.reap()) {
      ManagedProcess process = unreaped.remove(reaped.pid());
      if (process == null && commands.reaped(reaped)) {
        continue;
      }
      if (process == null && adopting && !reaped.ours()) {
        // Whatever our children leave behind comes to us: no news for an operator.
        log.debug("reaped orphan " + reaped.pid() + " (" + reaped.status().text() + ")");
      } else if (process != null && reaped.pid().equals(process.successor)) {
        process.successor = null;
        changed.add(process);
      } else if (process != null && process.successor != null) {
        succeed(process, reaped);
      } else if (process == null) {
        lines.childQuit();
        log.info("reaped unknown pid " + reaped.pid() + " (" + reaped.status().text() + ")");
      } else {
        drain(process, reaped);
      }
    }
  }

  /** Its pipes are its successor's, too: there is nothing to drain. */
  private void succeed(ManagedProcess process, Processes.Reaped reaped) {
    Pid heir = process.successor;
    process.successor = null;
    log.info(
        process.namespec()
            + ": pid "
            + reaped.pid()
            + " has ended ("
            + reaped.status().text()
            + ")");
    feed(process, new ProcessEvent.Adopted(heir));
  }

  private void drain(ManagedProcess process, Processes.Reaped reaped) {
    Ticks now = clockwork.now();
    process.reaped = reaped;
    Runnable tellOnce = () -> exited(process, reaped, now);
    streams.drain(process.namespec(), process.leader, () -> clockwork.post(tellOnce));
    clockwork.at(now.plusSeconds(DRAIN_SECONDS), tellOnce);
  }

  /**
   * Runs when the drain ends, or its time: whichever comes first; the other finds nothing to do.
   */
  private void exited(ManagedProcess process, Processes.Reaped reaped, Ticks reapedAt) {
    if (reaped.equals(process.reaped)) {
      process.reaped = null;
      lines.childQuit();
      if (process.removed) {
        log.info("reaped unknown pid " + reaped.pid() + " (" + reaped.status().text() + ")");
      } else {
        feed(process, new ProcessEvent.ChildExited(reaped.status()), reapedAt, Optional.empty());
      }
      process.group.socket().ifPresent(GroupSocket::release);
    }
  }

  /** Children that were not reaped; for tests and the log at the end. */
  int unreapedCount() {
    return unreaped.size();
  }
}
