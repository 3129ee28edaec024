package io.jsupervisor.daemon.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jsupervisor.daemon.core.ProcessState.Backoff;
import io.jsupervisor.daemon.core.ProcessState.Exited;
import io.jsupervisor.daemon.core.ProcessState.Fatal;
import io.jsupervisor.daemon.core.ProcessState.Running;
import io.jsupervisor.daemon.core.ProcessState.Spawning;
import io.jsupervisor.daemon.core.ProcessState.Starting;
import io.jsupervisor.daemon.core.ProcessState.Stopped;
import io.jsupervisor.daemon.core.ProcessState.Stopping;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The rules of the reference (spec sections 3.3, 3.4 and 12), one by one. */
class ProcessMachineTest {
  private static final ExitStatus OK = new ExitStatus.Exited(0);

  /** A process and a clock, told events in order. */
  private static final class Life {
    private final ProcessSpec spec;
    private ProcessState state = ProcessMachine.initial(new Ticks(0));
    private Ticks now = new Ticks(0);
    private int pids = 100;
    private final List<Effect> effects = new ArrayList<>();

    Life(ProcessSpec spec) {
      this.spec = spec;
    }

    Life tell(ProcessEvent event) {
      Step step = ProcessMachine.next(spec, state, event, now);
      state = step.state();
      effects.addAll(step.effects());
      return this;
    }

    Life start() {
      return tell(new ProcessEvent.StartRequested()).spawned();
    }

    Life spawned() {
      return tell(new ProcessEvent.Spawned(new Pid(pids++)));
    }

    Life stop() {
      return tell(new ProcessEvent.StopRequested(Goal.DOWN));
    }

    Life exit(ExitStatus status) {
      return tell(new ProcessEvent.ChildExited(status));
    }

    Life pass(long seconds) {
      now = now.plusSeconds(seconds);
      if (now.reached(state.deadline())) {
        tell(new ProcessEvent.DeadlinePassed());
      }
      return this;
    }

    List<StateName> told() {
      return effects.stream()
          .filter(Effect.Emit.class::isInstance)
          .map(e -> ((Effect.Emit) e).change().to())
          .toList();
    }

    List<Signal> signals() {
      return effects.stream()
          .filter(Effect.Signal.class::isInstance)
          .map(e -> ((Effect.Signal) e).signal())
          .toList();
    }
  }

  private static ProcessSpec spec(Autorestart autorestart, long startsecs, long startretries) {
    return Specs.process(
        "cat", "cat", Specs.start(autorestart, startsecs, startretries), Specs.stop(10));
  }

  @Test
  void starting_staysUpForStartsecs_isRunning() {
    Life life = new Life(spec(Autorestart.UNEXPECTED, 5, 3)).start();
    assertInstanceOf(Starting.class, life.pass(4).state);
    assertInstanceOf(Running.class, life.pass(1).state);
  }

  @Test
  void row10_starting_exitsWithExpectedCodeBeforeStartsecs_isBackoffAllTheSame() {
    Life life = new Life(spec(Autorestart.UNEXPECTED, 5, 3)).start().pass(4).exit(OK);
    assertEquals(new Backoff(life.now, 1, life.now.plusSeconds(1)), life.state);
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 2, 3})
  void row9_alwaysFailing_takesStartretriesPlusOneAttempts_thenIsFatal(long retries) {
    Life life = new Life(spec(Autorestart.ALWAYS, 1, retries)).start();
    int attempts = 1;
    life.exit(new ExitStatus.Exited(3));
    while (!(life.state instanceof Fatal)) {
      life.pass(100);
      if (life.state instanceof Spawning) {
        attempts++;
        life.spawned().exit(new ExitStatus.Exited(3));
      }
    }
    assertEquals(retries + 1, attempts);
  }

  @Test
  void row9_backoff_growsByASecondEachTime() {
    Life life = new Life(spec(Autorestart.ALWAYS, 1, 3)).start();
    for (long failures = 1; failures <= 3; failures++) {
      life.exit(OK);
      assertEquals(new Backoff(life.now, failures, life.now.plusSeconds(failures)), life.state);
      life.pass(failures).spawned();
    }
  }

  @Test
  void row13_backoff_stopped_keepsItsCountForTheNextStart() {
    Life life = new Life(spec(Autorestart.ALWAYS, 1, 3)).start().exit(OK).stop();
    assertEquals(new Stopped(life.now, 1), life.state);
    life.start().exit(OK);
    assertEquals(new Backoff(life.now, 2, life.now.plusSeconds(2)), life.state);
  }

  @Test
  void backoff_becameRunning_forgetsItsCount() {
    Life life = new Life(spec(Autorestart.ALWAYS, 1, 3)).start().exit(OK).pass(1).spawned().pass(1);
    assertInstanceOf(Running.class, life.state);
    life.exit(OK).pass(0).spawned();
    assertEquals(0, ((Starting) life.state).failures());
  }

  @Test
  void row11_running_diesAtOnceManyTimes_isRestartedWithoutDelayOrLimit() {
    Life life = new Life(spec(Autorestart.ALWAYS, 0, 3)).start();
    for (int i = 0; i < 1000; i++) {
      assertInstanceOf(Running.class, life.pass(0).state);
      life.exit(OK);
      assertInstanceOf(Exited.class, life.state);
      assertInstanceOf(Spawning.class, life.pass(0).state);
      life.spawned();
    }
  }

  @Test
  void row14_running_killedBySignal_isNeverExpected() {
    ProcessSpec spec =
        Specs.process(
            "cat",
            "cat",
            new StartRules(true, Autorestart.UNEXPECTED, 0, 3, Set.of(0, 9, 255)),
            Specs.stop(10));
    Life life = new Life(spec).start().pass(0).exit(new ExitStatus.Killed(Signal.KILL, false));
    Exited exited = assertInstanceOf(Exited.class, life.state);
    assertEquals(false, exited.expected());
    assertEquals(-1, exited.status().code());
    assertEquals(life.now, exited.restartAt());
  }

  @Test
  void running_exitsExpectedUnderUnexpected_staysExited() {
    Life life = new Life(spec(Autorestart.UNEXPECTED, 0, 3)).start().pass(0).exit(OK).pass(1000);
    assertInstanceOf(Exited.class, life.state);
  }

  @Test
  void row12_startsecsZero_exitSeenBeforeTheFirstLook_goesThroughRunning() {
    Life life = new Life(spec(Autorestart.NEVER, 0, 3)).start().exit(OK);
    assertEquals(List.of(StateName.STARTING, StateName.RUNNING, StateName.EXITED), life.told());
  }

  @Test
  void row19_stopping_ignoresTheSignal_isKilledEveryStopwaitsecs() {
    Life life = new Life(spec(Autorestart.ALWAYS, 0, 3)).start().pass(0).stop();
    assertEquals(List.of(Signal.TERM), life.signals());
    life.pass(9);
    assertEquals(List.of(Signal.TERM), life.signals());
    life.pass(1).pass(10).pass(10);
    assertEquals(List.of(Signal.TERM, Signal.KILL, Signal.KILL, Signal.KILL), life.signals());
    assertInstanceOf(Stopping.class, life.state);
    assertInstanceOf(Stopped.class, life.exit(new ExitStatus.Killed(Signal.KILL, false)).state);
  }

  @Test
  void stopwaitsecsZero_doesNotKillInAHotLoop() {
    ProcessSpec spec =
        Specs.process("cat", "cat", Specs.start(Autorestart.ALWAYS, 0, 3), Specs.stop(0));
    Life life = new Life(spec).start().pass(0).stop().pass(0);
    assertTrue(life.state.deadline().isAfter(life.now));
  }

  @Test
  void stopAsGroup_sendsBothSignalsAsTold() {
    ProcessSpec spec =
        Specs.process(
            "cat",
            "cat",
            Specs.start(Autorestart.ALWAYS, 0, 3),
            new StopRules(Signal.QUIT, 1, true, true));
    Life life = new Life(spec).start().pass(0).stop().pass(1);
    assertTrue(
        life.effects.contains(new Effect.Signal(new Pid(100), Signal.QUIT, true))
            && life.effects.contains(new Effect.Signal(new Pid(100), Signal.KILL, true)));
  }

  @Test
  void restart_running_spawnsAsSoonAsItIsDown() {
    Life life = new Life(spec(Autorestart.NEVER, 0, 3)).start().pass(0);
    life.tell(new ProcessEvent.StopRequested(Goal.UP)).exit(OK);
    assertInstanceOf(Spawning.class, life.state);
  }

  @Test
  void restart_thenStop_theNewerWishWins() {
    Life life = new Life(spec(Autorestart.NEVER, 0, 3)).start().pass(0);
    life.tell(new ProcessEvent.StopRequested(Goal.UP)).stop().exit(OK);
    assertInstanceOf(Stopped.class, life.state);
  }

  @Test
  void spawning_stopped_neverSpawns() {
    Life life = new Life(spec(Autorestart.ALWAYS, 1, 3));
    life.tell(new ProcessEvent.StartRequested()).stop().spawned();
    assertInstanceOf(Stopped.class, life.state);
    assertTrue(life.effects.contains(new Effect.CancelSpawn()));
  }

  @Test
  void shutdown_inBackoff_isFatal() {
    Life life = new Life(spec(Autorestart.ALWAYS, 1, 3)).start().exit(OK);
    life.tell(new ProcessEvent.StopRequested(Goal.SHUTDOWN));
    assertInstanceOf(Fatal.class, life.state);
  }
}
