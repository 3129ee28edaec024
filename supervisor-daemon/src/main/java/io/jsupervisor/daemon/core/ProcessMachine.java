package io.jsupervisor.daemon.core;

import io.jsupervisor.daemon.core.ProcessEvent.Adopted;
import io.jsupervisor.daemon.core.ProcessEvent.ChildExited;
import io.jsupervisor.daemon.core.ProcessEvent.DeadlinePassed;
import io.jsupervisor.daemon.core.ProcessEvent.SignalRefused;
import io.jsupervisor.daemon.core.ProcessEvent.SpawnFailed;
import io.jsupervisor.daemon.core.ProcessEvent.Spawned;
import io.jsupervisor.daemon.core.ProcessEvent.StartRequested;
import io.jsupervisor.daemon.core.ProcessEvent.StopRequested;
import io.jsupervisor.daemon.core.ProcessState.Backoff;
import io.jsupervisor.daemon.core.ProcessState.Exited;
import io.jsupervisor.daemon.core.ProcessState.Fatal;
import io.jsupervisor.daemon.core.ProcessState.Running;
import io.jsupervisor.daemon.core.ProcessState.Spawning;
import io.jsupervisor.daemon.core.ProcessState.Starting;
import io.jsupervisor.daemon.core.ProcessState.Stopped;
import io.jsupervisor.daemon.core.ProcessState.Stopping;
import io.jsupervisor.daemon.core.ProcessState.Unknown;
import java.util.List;

/**
 * The life of one process, as a pure function.
 *
 * <p>The rules are supervisord's. A start that fails, or a child that ends before {@code
 * startsecs}, goes to BACKOFF whatever its exit code; the n-th failure in a row waits n seconds,
 * and after {@code startretries} retries it is FATAL. A child that reached RUNNING never goes to
 * BACKOFF again: it is EXITED, and {@code autorestart} decides, at once and without limit. A stop
 * sends {@code stopsignal}, and SIGKILL every {@code stopwaitsecs} until the child is reaped. A
 * stop during BACKOFF takes effect at once and keeps the count of failures.
 *
 * <p>Where the classic tool acts at its next one-second tick, this machine has an exact deadline:
 * in the state, as data. {@code docs/states.md} is printed by the test that visits every pair of
 * state and event.
 *
 * <p>An event that means nothing in a state leaves it as it is: a late answer or a doubled request
 * is not an error. The caller refuses what a user should be told about.
 */
public final class ProcessMachine {
  /** SIGKILL is not repeated faster than this, however small {@code stopwaitsecs} is. */
  private static final long LEAST_SECONDS_BETWEEN_KILLS = 1;

  private ProcessMachine() {}

  /** Where a process begins. */
  public static ProcessState initial(Ticks now) {
    return new Stopped(now, 0);
  }

  /** The new state and what to do, after an event at {@code now}. */
  public static Step next(ProcessSpec spec, ProcessState state, ProcessEvent event, Ticks now) {
    return switch (state) {
      case Stopped stopped -> whileDown(stopped, stopped.failures(), event, now);
      case Fatal fatal -> whileDown(fatal, 0, event, now);
      case Spawning spawning -> whileSpawning(spec, spawning, event, now);
      case Starting starting -> whileStarting(spec, starting, event, now);
      case Running running -> whileRunning(spec, running, event, now);
      case Backoff backoff -> whileBackoff(spec, backoff, event, now);
      case Stopping stopping -> whileStopping(spec, stopping, event, now);
      case Exited exited -> whileExited(exited, event, now);
      case Unknown unknown -> whileUnknown(spec, unknown, event, now);
    };
  }

  private static Step whileDown(ProcessState down, long failures, ProcessEvent event, Ticks now) {
    return switch (event) {
      case StartRequested() -> spawn(down.shownAs(), failures, now);
      case StopRequested ignored -> stay(down);
      case Spawned ignored -> stay(down);
      case SpawnFailed ignored -> stay(down);
      case Adopted ignored -> stay(down);
      case SignalRefused ignored -> stay(down);
      case ChildExited ignored -> stay(down);
      case DeadlinePassed() -> stay(down);
    };
  }

  private static Step whileSpawning(
      ProcessSpec spec, Spawning spawning, ProcessEvent event, Ticks now) {
    return switch (event) {
      case StartRequested() -> stay(spawning);
      // No child exists, so there is nobody to signal and nothing to wait for.
      case StopRequested(Goal goal) ->
          goal == Goal.UP
              ? stay(spawning)
              : step(
                  new Stopped(now, spawning.failures()),
                  new Effect.CancelSpawn(),
                  emit(StateName.STARTING, StateName.STOPPING, 0, spawning.failures()),
                  emit(StateName.STOPPING, StateName.STOPPED, 0, spawning.failures()));
      case Spawned(Pid pid) ->
          step(
              new Starting(
                  now, pid, spawning.failures(), now.plusSeconds(spec.start().startsecs())));
      case SpawnFailed ignored -> fail(spec, 0, spawning.failures(), now);
      case Adopted ignored -> stay(spawning);
      case SignalRefused ignored -> stay(spawning);
      case ChildExited ignored -> stay(spawning);
      case DeadlinePassed() -> stay(spawning);
    };
  }

  private static Step whileStarting(
      ProcessSpec spec, Starting starting, ProcessEvent event, Ticks now) {
    Pid pid = starting.pid();
    return switch (event) {
      case StartRequested() -> stay(starting);
      case StopRequested(Goal goal) ->
          stop(spec, StateName.STARTING, pid, starting.failures(), goal, now);
      case Spawned ignored -> stay(starting);
      case SpawnFailed ignored -> stay(starting);
      case Adopted(Pid heir) ->
          step(new Starting(starting.since(), heir, starting.failures(), starting.runningAt()));
      case SignalRefused ignored -> loseTrack(StateName.STARTING, pid, now);
      case ChildExited(ExitStatus status) ->
          now.reached(starting.runningAt())
              ? exitedAfterUp(spec, pid, status, now).after(becomesRunning(starting))
              : fail(spec, pid.value(), starting.failures(), now);
      case DeadlinePassed() ->
          now.reached(starting.runningAt())
              ? step(new Running(now, pid), becomesRunning(starting))
              : stay(starting);
    };
  }

  private static Step whileRunning(
      ProcessSpec spec, Running running, ProcessEvent event, Ticks now) {
    return switch (event) {
      case StartRequested() -> stay(running);
      case StopRequested(Goal goal) -> stop(spec, StateName.RUNNING, running.pid(), 0, goal, now);
      case Spawned ignored -> stay(running);
      case SpawnFailed ignored -> stay(running);
      case Adopted(Pid heir) -> step(new Running(running.since(), heir));
      case SignalRefused ignored -> loseTrack(StateName.RUNNING, running.pid(), now);
      case ChildExited(ExitStatus status) -> exitedAfterUp(spec, running.pid(), status, now);
      case DeadlinePassed() -> stay(running);
    };
  }

  private static Step whileBackoff(
      ProcessSpec spec, Backoff backoff, ProcessEvent event, Ticks now) {
    long failures = backoff.failures();
    return switch (event) {
      case StartRequested() -> stay(backoff);
      case StopRequested(Goal goal) ->
          switch (goal) {
            case DOWN ->
                step(
                    new Stopped(now, failures),
                    emit(StateName.BACKOFF, StateName.STOPPED, 0, failures));
            // There is nothing to stop, so a restart is a start without waiting for the retry.
            case UP ->
                spawn(StateName.STOPPED, failures, now)
                    .after(emit(StateName.BACKOFF, StateName.STOPPED, 0, failures));
            case SHUTDOWN -> giveUp(failures, now);
          };
      case Spawned ignored -> stay(backoff);
      case SpawnFailed ignored -> stay(backoff);
      case Adopted ignored -> stay(backoff);
      case SignalRefused ignored -> stay(backoff);
      case ChildExited ignored -> stay(backoff);
      case DeadlinePassed() -> {
        if (!now.reached(backoff.retryAt())) {
          yield stay(backoff);
        }
        yield failures > spec.start().startretries()
            ? giveUp(failures, now)
            : spawn(StateName.BACKOFF, failures, now);
      }
    };
  }

  private static Step whileStopping(
      ProcessSpec spec, Stopping stopping, ProcessEvent event, Ticks now) {
    return switch (event) {
      case StartRequested() -> stay(stopping);
      // The newest wish decides what comes after; the signal was sent already.
      case StopRequested(Goal goal) ->
          step(
              new Stopping(
                  stopping.since(), stopping.pid(), stopping.failures(), stopping.killAt(), goal));
      case Spawned ignored -> stay(stopping);
      case SpawnFailed ignored -> stay(stopping);
      // It was not there when the signal was sent.
      case Adopted(Pid heir) -> stop(spec, stopping, heir, now);
      case SignalRefused ignored -> loseTrack(StateName.STOPPING, stopping.pid(), now);
      case ChildExited ignored -> stopped(stopping, now);
      case DeadlinePassed() ->
          now.reached(stopping.killAt()) ? kill(spec, stopping, now) : stay(stopping);
    };
  }

  private static Step whileExited(Exited exited, ProcessEvent event, Ticks now) {
    return switch (event) {
      case StartRequested() -> spawn(StateName.EXITED, 0, now);
      case StopRequested(Goal goal) ->
          goal == Goal.UP
              ? spawn(StateName.EXITED, 0, now)
              : step(new Exited(exited.since(), exited.status(), exited.expected(), Ticks.NEVER));
      case Spawned ignored -> stay(exited);
      case SpawnFailed ignored -> stay(exited);
      case Adopted ignored -> stay(exited);
      case SignalRefused ignored -> stay(exited);
      case ChildExited ignored -> stay(exited);
      case DeadlinePassed() ->
          now.reached(exited.restartAt()) ? spawn(StateName.EXITED, 0, now) : stay(exited);
    };
  }

  private static Step whileUnknown(
      ProcessSpec spec, Unknown unknown, ProcessEvent event, Ticks now) {
    return switch (event) {
      // Its child may still live; a second one would fight it for its port.
      case StartRequested() -> stay(unknown);
      case StopRequested ignored -> stay(unknown);
      case Spawned ignored -> stay(unknown);
      case SpawnFailed ignored -> stay(unknown);
      case Adopted(Pid heir) -> step(new Unknown(unknown.since(), heir));
      case SignalRefused ignored -> stay(unknown);
      case ChildExited(ExitStatus status) -> {
        boolean expected = spec.start().expects(status);
        yield step(
            new Exited(now, status, expected, Ticks.NEVER),
            new Effect.Emit(
                new StateChange(
                    StateName.UNKNOWN, StateName.EXITED, unknown.pid().value(), 0, expected)));
      }
      case DeadlinePassed() -> stay(unknown);
    };
  }

  private static Step spawn(StateName from, long failures, Ticks now) {
    return step(
        new Spawning(now, failures),
        emit(from, StateName.STARTING, 0, failures),
        new Effect.Spawn());
  }

  private static Step fail(ProcessSpec spec, int pid, long failuresBefore, Ticks now) {
    long failures = failuresBefore + 1;
    boolean spent = failures > spec.start().startretries();
    return step(
        new Backoff(now, failures, spent ? now : now.plusSeconds(failures)),
        emit(StateName.STARTING, StateName.BACKOFF, pid, failures));
  }

  private static Step giveUp(long failures, Ticks now) {
    return step(new Fatal(now), emit(StateName.BACKOFF, StateName.FATAL, 0, failures));
  }

  private static Effect becomesRunning(Starting starting) {
    return emit(StateName.STARTING, StateName.RUNNING, starting.pid().value(), 0);
  }

  private static Step exitedAfterUp(ProcessSpec spec, Pid pid, ExitStatus status, Ticks now) {
    boolean expected = spec.start().expects(status);
    boolean again =
        switch (spec.start().autorestart()) {
          case NEVER -> false;
          case ALWAYS -> true;
          case UNEXPECTED -> !expected;
        };
    return step(
        new Exited(now, status, expected, again ? now : Ticks.NEVER),
        new Effect.Emit(
            new StateChange(StateName.RUNNING, StateName.EXITED, pid.value(), 0, expected)));
  }

  private static Step stop(
      ProcessSpec spec, StateName from, Pid pid, long failures, Goal goal, Ticks now) {
    StopRules rules = spec.stop();
    return step(
        new Stopping(now, pid, failures, now.plusSeconds(rules.stopwaitsecs()), goal),
        emit(from, StateName.STOPPING, pid.value(), failures),
        new Effect.Signal(pid, rules.stopsignal(), rules.stopasgroup()));
  }

  private static Step stop(ProcessSpec spec, Stopping stopping, Pid heir, Ticks now) {
    StopRules rules = spec.stop();
    return step(
        new Stopping(
            stopping.since(),
            heir,
            stopping.failures(),
            now.plusSeconds(rules.stopwaitsecs()),
            stopping.goal()),
        new Effect.Signal(heir, rules.stopsignal(), rules.stopasgroup()));
  }

  private static Step kill(ProcessSpec spec, Stopping stopping, Ticks now) {
    long wait = Math.max(spec.stop().stopwaitsecs(), LEAST_SECONDS_BETWEEN_KILLS);
    return step(
        new Stopping(
            stopping.since(),
            stopping.pid(),
            stopping.failures(),
            now.plusSeconds(wait),
            stopping.goal()),
        new Effect.Signal(stopping.pid(), Signal.KILL, spec.stop().killasgroup()));
  }

  private static Step stopped(Stopping stopping, Ticks now) {
    Effect told =
        emit(StateName.STOPPING, StateName.STOPPED, stopping.pid().value(), stopping.failures());
    return stopping.goal() == Goal.UP
        ? spawn(StateName.STOPPED, stopping.failures(), now).after(told)
        : step(new Stopped(now, stopping.failures()), told);
  }

  private static Step loseTrack(StateName from, Pid pid, Ticks now) {
    return step(new Unknown(now, pid), emit(from, StateName.UNKNOWN, pid.value(), 0));
  }

  private static Effect emit(StateName from, StateName to, int pid, long tries) {
    return new Effect.Emit(new StateChange(from, to, pid, tries, true));
  }

  private static Step stay(ProcessState state) {
    return new Step(state, List.of());
  }

  private static Step step(ProcessState state, Effect... effects) {
    return new Step(state, List.of(effects));
  }
}
