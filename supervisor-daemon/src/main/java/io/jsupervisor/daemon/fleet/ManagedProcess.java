package io.jsupervisor.daemon.fleet;

import io.jsupervisor.daemon.core.ExitStatus;
import io.jsupervisor.daemon.core.Goal;
import io.jsupervisor.daemon.core.Namespec;
import io.jsupervisor.daemon.core.Pid;
import io.jsupervisor.daemon.core.ProcessEvent;
import io.jsupervisor.daemon.core.ProcessMachine;
import io.jsupervisor.daemon.core.ProcessSpec;
import io.jsupervisor.daemon.core.ProcessState;
import io.jsupervisor.daemon.core.StateName;
import io.jsupervisor.daemon.core.Ticks;
import io.jsupervisor.daemon.os.LaunchFault;
import io.jsupervisor.daemon.os.Processes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** One process of the fleet: its state, and what is remembered for readers. Core thread only. */
public final class ManagedProcess {
  /** The classic text for a child that ended before startsecs. */
  static final String TOO_QUICK = "Exited too quickly (process log may have details)";

  /** What it runs by, from its next start on; changes only by {@link #redefine}. */
  ProcessSpec spec;

  final ManagedGroup group;
  LogFiles logFiles;

  /** How many processes its program had when it was defined: what %(numprocs)d stood for. */
  int siblings;

  /** How often users asked for a start, stop or restart: the newer wish wins over a roll. */
  long wishes;

  /** A roll stops it only to start it again. */
  boolean comesBack;

  /** A roll keeps it out of rotation. */
  boolean heldOut;

  private ProcessState state;

  /** The spawn that was ordered and not yet answered; null when none is. */
  SpawnTicket ticket;

  /** How the child ended, from its reaping until its output is drained; null otherwise. */
  Processes.Reaped reaped;

  /**
   * The child that was spawned last: its pipes go by its pid. A successor that it leaves writes to
   * the same pipes and has another pid.
   */
  Pid leader;

  /** Who goes on when the child ends, as Gunicorn's new master does; null otherwise. */
  Pid successor;

  /** Its group is gone; only a child in UNKNOWN can outlive that, and nobody is told of its end. */
  boolean removed;

  /** It is stopped only to be started again, once what it depends on allows it. */
  boolean startsLater;

  Optional<LaunchFault> fault = Optional.empty();
  private Optional<Instant> started = Optional.empty();
  private Optional<Instant> ended = Optional.empty();
  private int exitstatus;
  private Optional<ExitStatus> lastExit = Optional.empty();
  private String spawnerr = "";
  private Readiness readiness;
  private String waiting = "";
  private String bereft = "";
  private final Set<StateName> reached = EnumSet.noneOf(StateName.class);
  private Optional<Instant> readySince = Optional.empty();
  private long sequence;
  private ProcessView view;
  private final List<OperationLine> watchers = new ArrayList<>();

  ManagedProcess(Definition definition, ManagedGroup group, Ticks now) {
    this.spec = definition.spec();
    this.group = group;
    this.logFiles = definition.logs();
    this.siblings = definition.siblings();
    this.state = ProcessMachine.initial(now);
    this.readiness = new Readiness(false, now, "");
  }

  /** The paths of its logs, empty for none. */
  public record LogFiles(String stdout, String stderr) {}

  Definition definition() {
    return new Definition(spec, logFiles, siblings);
  }

  /** Another definition of the same name; what runs goes on by the old one until its next start. */
  void redefine(Definition next) {
    spec = next.spec();
    logFiles = next.logs();
    siblings = next.siblings();
    touch();
  }

  Namespec namespec() {
    return spec.namespec();
  }

  String name() {
    return spec.namespec().name();
  }

  ProcessState state() {
    return state;
  }

  StateName shownAs() {
    return state.shownAs();
  }

  String spawnerr() {
    return spawnerr;
  }

  /** Why it is not up, for people. */
  String whyDown() {
    return fault
        .map(f -> f.detail() + " (" + f.step() + ")")
        .orElse(spawnerr.isEmpty() ? "it ended" : spawnerr);
  }

  /** How its last child ended, if it had one since it was started last. */
  Optional<ExitStatus> lastExit() {
    return lastExit;
  }

  /** It gets requests, or would if there were a proxy. */
  boolean serves() {
    return readiness.ready() && !heldOut;
  }

  /** It ought to run: somebody started it and nobody stopped it. */
  boolean isWanted() {
    return switch (state) {
      case ProcessState.Stopped ignored -> false;
      case ProcessState.Stopping stopping -> stopping.goal() == Goal.UP;
      case ProcessState.Exited exited -> !exited.restartAt().equals(Ticks.NEVER);
      case ProcessState.Spawning ignored -> true;
      case ProcessState.Starting ignored -> true;
      case ProcessState.Running ignored -> true;
      case ProcessState.Backoff ignored -> true;
      case ProcessState.Fatal ignored -> true;
      case ProcessState.Unknown ignored -> true;
    };
  }

  /** The child, when there is one that was not reaped or whose exit is not yet told. */
  Optional<Pid> pid() {
    return switch (state) {
      case ProcessState.Starting s -> Optional.of(s.pid());
      case ProcessState.Running s -> Optional.of(s.pid());
      case ProcessState.Stopping s -> Optional.of(s.pid());
      case ProcessState.Unknown s -> Optional.of(s.pid());
      case ProcessState.Stopped ignored -> Optional.empty();
      case ProcessState.Spawning ignored -> Optional.empty();
      case ProcessState.Backoff ignored -> Optional.empty();
      case ProcessState.Exited ignored -> Optional.empty();
      case ProcessState.Fatal ignored -> Optional.empty();
    };
  }

  /** Takes on the state that followed {@code event}, and remembers what readers ask for later. */
  void enter(ProcessState next, ProcessEvent event, Instant wall) {
    if (next instanceof ProcessState.Spawning && !(state instanceof ProcessState.Spawning)) {
      started = Optional.of(wall);
      spawnerr = "";
      exitstatus = 0;
      lastExit = Optional.empty();
      fault = Optional.empty();
      waiting = "";
    }
    switch (event) {
      case ProcessEvent.SpawnFailed(String why) -> spawnerr = why;
      case ProcessEvent.ChildExited(ExitStatus status) -> rememberExit(next, status, wall);
      case ProcessEvent.StartRequested ignored -> {}
      case ProcessEvent.StopRequested ignored -> {}
      case ProcessEvent.Spawned ignored -> {}
      case ProcessEvent.SignalRefused ignored -> {}
      case ProcessEvent.DeadlinePassed ignored -> {}
      case ProcessEvent.Adopted ignored -> started = Optional.of(wall);
    }
    state = next;
    touch();
  }

  private void rememberExit(ProcessState next, ExitStatus status, Instant wall) {
    ended = Optional.of(wall);
    lastExit = Optional.of(status);
    switch (next) {
      case ProcessState.Backoff ignored -> spawnerr = TOO_QUICK;
      case ProcessState.Exited exited -> {
        exitstatus = status.code();
        if (!exited.expected()) {
          spawnerr = "Bad exit code " + status.code();
        }
      }
      case ProcessState.Stopped ignored -> exitstatus = status.code();
      // A restart: the spawn that follows the stop has cleared everything already.
      case ProcessState.Spawning ignored -> {}
      case ProcessState.Starting ignored -> {}
      case ProcessState.Running ignored -> {}
      case ProcessState.Stopping ignored -> {}
      case ProcessState.Fatal ignored -> {}
      case ProcessState.Unknown ignored -> {}
    }
  }

  /** Says what its start waits for, or why it was not started; empty for nothing. */
  void waits(String why) {
    if (!waiting.equals(why)) {
      waiting = why;
      touch();
    }
  }

  /** Says what it depends on and has lost while it runs; empty for nothing. */
  void goesWithout(String what) {
    if (!bereft.equals(what)) {
      bereft = what;
      touch();
    }
  }

  /** For people: what it waits for, or what there is to say of it while it runs. */
  private String why() {
    if (!waiting.isEmpty()) {
      return waiting;
    }
    String said = readiness.why();
    return said.isEmpty() || bereft.isEmpty() ? said + bereft : said + "; " + bereft;
  }

  /** What it said last by {@link #waits}. */
  String waitsFor() {
    return waiting;
  }

  /** Remembers a state it has come to. */
  void reach(StateName state) {
    reached.add(state);
  }

  /** Whether it has ever come to this state. */
  boolean hasBeen(StateName state) {
    return reached.contains(state);
  }

  Readiness readiness() {
    return readiness;
  }

  /**
   * Readiness after a change of state: who is not up is not ready, and who has no probe is ready
   * when RUNNING. True when that changed it.
   */
  boolean followState(Ticks now, Instant wall) {
    boolean probed = spec.extensions().serving().readiness().isPresent();
    return switch (state) {
      case ProcessState.Running ignored when probed -> false;
      case ProcessState.Running ignored -> becomes(true, "", now, wall);
      case ProcessState.Starting ignored when probed -> false;
      default -> becomes(false, "", now, wall);
    };
  }

  /** What a probe says; nothing while there is no child that could serve. True when it is news. */
  boolean setReady(boolean ready, String why, Ticks now, Instant wall) {
    boolean up = state instanceof ProcessState.Starting || state instanceof ProcessState.Running;
    return up && becomes(ready, why, now, wall);
  }

  private boolean becomes(boolean ready, String why, Ticks now, Instant wall) {
    if (readiness.ready() == ready && readiness.why().equals(why)) {
      return false;
    }
    boolean news = readiness.ready() != ready;
    if (news) {
      readySince = Optional.of(wall);
    }
    readiness = new Readiness(ready, news ? now : readiness.since(), why);
    touch();
    return news;
  }

  /** Something that readers see has changed. */
  void touch() {
    sequence++;
    view = null;
    group.touch();
  }

  ProcessView view() {
    if (view == null) {
      view =
          new ProcessView(
              spec,
              group.priority(),
              state.shownAs().code(),
              state.shownAs().name(),
              pid().map(Pid::value).orElse(0),
              started,
              ended,
              exitstatus,
              spawnerr,
              fault,
              logFiles.stdout(),
              logFiles.stderr(),
              readiness.ready(),
              why(),
              readySince,
              sequence);
    }
    return view;
  }

  void watch(OperationLine line) {
    watchers.add(line);
  }

  /** The lines that wait for this process; the caller may settle them while it walks the copy. */
  List<OperationLine> watchers() {
    watchers.removeIf(OperationLine::isSettled);
    return List.copyOf(watchers);
  }
}
