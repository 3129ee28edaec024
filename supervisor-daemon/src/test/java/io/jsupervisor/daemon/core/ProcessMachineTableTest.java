package io.jsupervisor.daemon.core;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.jsupervisor.daemon.core.ProcessState.Backoff;
import io.jsupervisor.daemon.core.ProcessState.Exited;
import io.jsupervisor.daemon.core.ProcessState.Fatal;
import io.jsupervisor.daemon.core.ProcessState.Running;
import io.jsupervisor.daemon.core.ProcessState.Spawning;
import io.jsupervisor.daemon.core.ProcessState.Starting;
import io.jsupervisor.daemon.core.ProcessState.Stopped;
import io.jsupervisor.daemon.core.ProcessState.Stopping;
import io.jsupervisor.daemon.core.ProcessState.Unknown;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Visits every pair of state and event and prints what happens into docs/states.md, which must be
 * the committed file: the picture of the machine cannot lie. To accept a change, run with
 * -Djsupervisor.update.docs=true.
 */
class ProcessMachineTableTest {
  private static final Ticks T0 = new Ticks(0);
  private static final Ticks NOW = T0.plusSeconds(100);
  private static final Pid PID = new Pid(42);
  private static final ExitStatus OK = new ExitStatus.Exited(0);
  private static final ProcessSpec SPEC = Specs.defaults("cat");

  private record Named<T>(String name, T value) {}

  private static final List<Named<ProcessState>> STATES =
      List.of(
          new Named<>("Stopped", new Stopped(T0, 2)),
          new Named<>("Spawning", new Spawning(T0, 2)),
          new Named<>("Starting, before startsecs", new Starting(T0, PID, 2, NOW.plusSeconds(1))),
          new Named<>("Starting, after startsecs", new Starting(T0, PID, 2, NOW)),
          new Named<>("Running", new Running(T0, PID)),
          new Named<>("Backoff, retries left", new Backoff(T0, 3, NOW)),
          new Named<>("Backoff, retries spent", new Backoff(T0, 4, NOW)),
          new Named<>("Stopping, goal DOWN", new Stopping(T0, PID, 0, NOW, Goal.DOWN)),
          new Named<>("Stopping, goal UP", new Stopping(T0, PID, 0, NOW, Goal.UP)),
          new Named<>("Exited, restart due", new Exited(T0, OK, true, NOW)),
          new Named<>("Exited for good", new Exited(T0, OK, true, Ticks.NEVER)),
          new Named<>("Fatal", new Fatal(T0)),
          new Named<>("Unknown", new Unknown(T0, PID)));

  private static final List<Named<ProcessEvent>> EVENTS =
      List.of(
          new Named<>("start requested", new ProcessEvent.StartRequested()),
          new Named<>("stop requested", new ProcessEvent.StopRequested(Goal.DOWN)),
          new Named<>("restart requested", new ProcessEvent.StopRequested(Goal.UP)),
          new Named<>("shutdown", new ProcessEvent.StopRequested(Goal.SHUTDOWN)),
          new Named<>("spawned", new ProcessEvent.Spawned(PID)),
          new Named<>("spawn failed", new ProcessEvent.SpawnFailed("can't find command 'x'")),
          new Named<>("signal refused", new ProcessEvent.SignalRefused(1)),
          new Named<>("adopted", new ProcessEvent.Adopted(new Pid(77))),
          new Named<>("exited 0", new ProcessEvent.ChildExited(OK)),
          new Named<>("exited 3", new ProcessEvent.ChildExited(new ExitStatus.Exited(3))),
          new Named<>("deadline", new ProcessEvent.DeadlinePassed()));

  @Test
  void everyPairOfStateAndEvent_isAsPrintedInTheDocs() throws IOException {
    List<String> lines = new ArrayList<>();
    lines.add("# The states of a process");
    lines.add("");
    lines.add(
        "Printed by `ProcessMachineTableTest` from the machine itself, for"
            + " `autorestart=unexpected`,");
    lines.add(
        "`startsecs=1`, `startretries=3`, `stopwaitsecs=10`. Pairs that change nothing are left"
            + " out.");
    lines.add("");
    lines.add("| state | event | becomes | effects, in order |");
    lines.add("|---|---|---|---|");
    for (Named<ProcessState> state : STATES) {
      for (Named<ProcessEvent> event : EVENTS) {
        Step step = ProcessMachine.next(SPEC, state.value(), event.value(), NOW);
        if (!step.state().equals(state.value()) || !step.effects().isEmpty()) {
          lines.add(
              "| %s | %s | %s | %s |"
                  .formatted(state.name(), event.name(), text(step.state()), effects(step)));
        }
      }
    }
    String printed = String.join("\n", lines) + "\n";
    Path file = Path.of(System.getProperty("jsupervisor.root"), "docs", "states.md");
    if (Boolean.getBoolean("jsupervisor.update.docs")) {
      Files.writeString(file, printed);
    }
    assertEquals(Files.readString(file), printed, "docs/states.md is not what the machine does");
  }

  private static String text(ProcessState state) {
    String deadline =
        state.deadline().equals(Ticks.NEVER)
            ? ""
            : ", deadline +%d s".formatted(state.deadline().since(NOW) / 1_000_000_000L);
    String more =
        switch (state) {
          case Stopped s -> "Stopped (%d failures)".formatted(s.failures());
          case Spawning s -> "Spawning (%d failures)".formatted(s.failures());
          case Starting s -> "Starting (%d failures)".formatted(s.failures());
          case Running ignored -> "Running";
          case Backoff s -> "Backoff (%d failures)".formatted(s.failures());
          case Stopping s -> "Stopping (goal %s)".formatted(s.goal());
          case Exited s -> "Exited (%s)".formatted(s.expected() ? "expected" : "unexpected");
          case Fatal ignored -> "Fatal";
          case Unknown ignored -> "Unknown";
        };
    return more + deadline;
  }

  private static String effects(Step step) {
    List<String> all = new ArrayList<>();
    for (Effect effect : step.effects()) {
      all.add(
          switch (effect) {
            case Effect.Spawn() -> "spawn";
            case Effect.CancelSpawn() -> "cancel the spawn";
            case Effect.Signal s -> "send " + s.signal();
            case Effect.Emit(StateChange c) -> "tell %s → %s".formatted(c.from(), c.to());
          });
    }
    return String.join(", ", all);
  }
}
