package io.jsupervisor.daemon.fleet;

import io.jsupervisor.daemon.core.Goal;
import io.jsupervisor.daemon.core.Namespec;
import io.jsupervisor.daemon.core.Pid;
import io.jsupervisor.daemon.core.ProcessEvent;
import io.jsupervisor.daemon.core.ProcessSpec;
import io.jsupervisor.daemon.core.ProcessState;
import io.jsupervisor.daemon.core.Signal;
import io.jsupervisor.daemon.core.StateName;
import io.jsupervisor.daemon.core.Ticks;
import io.jsupervisor.daemon.fleet.Launching.Unstartable;
import io.jsupervisor.daemon.fleet.OperationLine.Wish;
import io.jsupervisor.daemon.os.Processes.SignalResult;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * The requests of users about processes, with the classic tool's rules on who is asked and what is
 * refused (spec section 7.3). Core thread only.
 */
final class Commands {
  private static final long STOP_REPORT_SECONDS = 2;

  private final Clockwork clockwork;
  private final Registry registry;
  private final ProcessEngine engine;
  private final StartGate gate;
  private final StopOrder stopOrder;
  private final Dependencies dependencies;
  private final Operations operations;
  private final Rolls rolls;
  private final CoreParts parts;

  Commands(
      Clockwork clockwork,
      Registry registry,
      ProcessEngine engine,
      StartGate gate,
      StopOrder stopOrder,
      Dependencies dependencies,
      Operations operations,
      Rolls rolls,
      CoreParts parts) {
    this.clockwork = clockwork;
    this.registry = registry;
    this.engine = engine;
    this.gate = gate;
    this.stopOrder = stopOrder;
    this.dependencies = dependencies;
    this.operations = operations;
    this.rolls = rolls;
    this.parts = parts;
  }

  void start(Target target, CompletableFuture<Operation> answer) {
    List<ManagedProcess> asked = registry.resolve(target);
    boolean single = target instanceof Target.One;
    List<ManagedProcess> wanted =
        single ? asked : asked.stream().filter(p -> !p.shownAs().isUp()).toList();
    RunningOperation operation = operations.create("start");
    checkCommands(
        wanted,
        unstartable -> {
          // All are looked at before any is started: one may start another that it depends on.
          List<OperationLine> lines = new ArrayList<>();
          for (ManagedProcess process : wanted) {
            startable(process, Optional.ofNullable(unstartable.get(process)), operation)
                .ifPresent(lines::add);
          }
          lines.forEach(line -> gate.start(line.process, Optional.of(line), false));
          operation.begin();
          answer.complete(operation.view());
        });
  }

  private interface Checked {
    void then(Map<ManagedProcess, Unstartable> unstartable);
  }

  /** Looks the commands up off the core, then goes on with those that cannot be started. */
  private void checkCommands(List<ManagedProcess> processes, Checked next) {
    Map<ManagedProcess, ProcessSpec> specs = new LinkedHashMap<>();
    processes.forEach(process -> specs.put(process, process.spec));
    clockwork.offCore(
        () -> {
          Map<ManagedProcess, Unstartable> bad = new LinkedHashMap<>();
          specs.forEach(
              (process, spec) ->
                  parts.launching().check(spec).ifPresent(why -> bad.put(process, why)));
          clockwork.post(() -> next.then(bad));
        });
  }

  /** Its line, when it may be started; else the line is settled with the reason. */
  private Optional<OperationLine> startable(
      ManagedProcess process, Optional<Unstartable> unstartable, RunningOperation operation) {
    OperationLine line = operation.add(process, Wish.START);
    String who = process.namespec().display();
    if (process.removed) {
      // While its command was looked up; a group of that name may be there again, with other
      // processes.
      line.settle(Fault.BAD_NAME, who + " was removed meanwhile");
    } else if (!engine.mayStart()) {
      line.settle(Fault.SHUTDOWN_STATE, "the daemon is stopping");
    } else if (unstartable.isPresent()) {
      line.settle(unstartable.get().fault(), unstartable.get().spawnerr());
    } else if (process.shownAs().isUp()) {
      line.settle(Fault.ALREADY_STARTED, who + " is " + process.shownAs() + " already");
    } else if (process.shownAs() == StateName.UNKNOWN) {
      line.settle(Fault.FAILED, process.name() + " is in an unknown process state");
    } else if (process.shownAs() == StateName.STOPPING) {
      parts.log().warn("process '" + process.name() + "' already running");
      line.settle(Fault.ABNORMAL_TERMINATION, who + " is STOPPING; start it when it is STOPPED");
    } else {
      rolls.wished(process, true);
      return Optional.of(line);
    }
    return Optional.empty();
  }

  void stop(Target target, CompletableFuture<Operation> answer) {
    List<ManagedProcess> asked = registry.resolve(target);
    RunningOperation operation = operations.create("stop");
    List<ManagedProcess> up = new ArrayList<>();
    for (ManagedProcess process : asked) {
      boolean waited = gate.callOff(process, "superseded by a stop");
      if (process.shownAs().isUp()) {
        up.add(process);
      } else if (waited) {
        operation.add(process, Wish.STOP).settle(Fault.SUCCESS, "OK");
      } else if (target instanceof Target.One) {
        operation
            .add(process, Wish.STOP)
            .settle(
                Fault.NOT_RUNNING,
                process.namespec().display() + " is " + process.shownAs() + ", not running");
      }
    }
    Map<ManagedProcess, OperationLine> lines = new LinkedHashMap<>();
    up.forEach(
        process -> {
          lines.put(process, operation.add(process, Wish.STOP));
          rolls.wished(process, false);
        });
    stopOrder.stop(up);
    lines.forEach(this::reportWhileWaiting);
    operation.begin();
    answer.complete(operation.view());
  }

  private void reportWhileWaiting(ManagedProcess process, OperationLine line) {
    if (line.isSettled()) {
      return;
    }
    engine.lines().waitingToStop(process.name());
    Ticks next = clockwork.now().plusSeconds(STOP_REPORT_SECONDS);
    clockwork.at(next, () -> reportWhileWaiting(process, line));
  }

  void restart(Target target, CompletableFuture<Operation> answer) {
    List<ManagedProcess> asked = registry.resolve(target);
    RunningOperation operation = operations.create("restart");
    checkCommands(
        asked,
        unstartable -> {
          List<OperationLine> starts = new ArrayList<>();
          List<ManagedProcess> up = new ArrayList<>();
          for (ManagedProcess process : asked) {
            boolean leaves = process.shownAs().isUp() || process.shownAs() == StateName.STOPPING;
            // Nothing is stopped that could not be started again.
            if (leaves
                && !process.removed
                && !unstartable.containsKey(process)
                && engine.mayStart()) {
              up.add(process);
            } else {
              startable(process, Optional.ofNullable(unstartable.get(process)), operation)
                  .ifPresent(starts::add);
            }
          }
          up.forEach(process -> rolls.wished(process, true));
          restart(up, operation);
          starts.forEach(line -> gate.start(line.process, Optional.of(line), false));
          operation.begin();
          answer.complete(operation.view());
        });
  }

  /** Those who depend on each other go down and come up in order, all others on their own. */
  private void restart(List<ManagedProcess> up, RunningOperation operation) {
    Map<ManagedProcess, Set<ManagedProcess>> dependants = dependencies.dependants(up);
    Set<ManagedProcess> related = new LinkedHashSet<>(dependants.keySet());
    dependants.values().forEach(related::addAll);
    for (ManagedProcess process : up) {
      stopOrder.forget(process);
      OperationLine line = operation.add(process, Wish.RESTART);
      if (related.contains(process)) {
        gate.startAfterStop(process, line);
      } else {
        gate.callOff(process, "superseded by a restart");
        engine.feed(process, new ProcessEvent.StopRequested(Goal.UP));
      }
    }
    stopOrder.stop(up.stream().filter(related::contains).toList());
  }

  void reload(Target target, Reloading reloading, CompletableFuture<Operation> answer) {
    List<ManagedProcess> asked = registry.resolve(target);
    RunningOperation operation = operations.create("reload");
    for (ManagedProcess process : asked) {
      OperationLine line = operation.add(process, Wish.RELOAD);
      reloading.reload(
          process,
          outcome -> line.settle(outcome.ok() ? Fault.SUCCESS : Fault.FAILED, said(outcome)));
    }
    operation.begin();
    answer.complete(operation.view());
  }

  private static String said(Reloading.Outcome outcome) {
    return outcome.ok() ? "OK" : outcome.why();
  }

  void signal(Target target, Signal signal, CompletableFuture<Operation> answer) {
    List<ManagedProcess> asked = registry.resolve(target);
    RunningOperation operation = operations.create("signal");
    for (ManagedProcess process : asked) {
      if (process.shownAs().isSignallable() || target instanceof Target.One) {
        signal(process, signal, operation.add(process, Wish.STOP));
      }
    }
    operation.begin();
    answer.complete(operation.view());
  }

  private void signal(ManagedProcess process, Signal signal, OperationLine line) {
    if (!process.shownAs().isSignallable()) {
      line.settle(
          Fault.NOT_RUNNING,
          process.namespec().display()
              + " is "
              + process.shownAs()
              + ": there is nobody to signal");
      return;
    }
    Optional<SignalResult> sent = engine.signal(process, signal);
    if (sent.isPresent() && sent.get() instanceof SignalResult.Refused(int errno)) {
      line.settle(Fault.FAILED, "unknown problem sending sig " + signal + ": errno " + errno);
    } else {
      // Gone already: its exit is on the way, which is what the classic tool calls success too.
      line.settle(Fault.SUCCESS, "OK");
    }
  }

  void clearLogs(Target target, CompletableFuture<Operation> answer) {
    List<ManagedProcess> asked = registry.resolve(target);
    RunningOperation operation = operations.create("clear-logs");
    for (ManagedProcess process : asked) {
      OperationLine line = operation.add(process, Wish.STOP);
      if (process.pid().isEmpty() || process.state() instanceof ProcessState.Unknown) {
        line.settle(Fault.SUCCESS, "OK"); // a dead process keeps its file (spec section 12, 36)
        continue;
      }
      var ignored =
          parts
              .streams()
              .clear(process.namespec())
              .whenComplete((done, failure) -> clockwork.post(() -> settleClear(line, failure)));
    }
    operation.begin();
    answer.complete(operation.view());
  }

  private static void settleClear(OperationLine line, Throwable failure) {
    if (failure == null) {
      line.settle(Fault.SUCCESS, "OK");
    } else {
      line.settle(Fault.FAILED, "cannot clear the log: " + failure.getMessage());
    }
  }

  void sendStdin(Namespec namespec, byte[] bytes, CompletableFuture<Void> answer) {
    ManagedProcess process =
        registry.resolve(new Target.One(namespec.group(), namespec.name())).getFirst();
    Optional<Pid> pid = process.pid();
    if (pid.isEmpty() || process.shownAs() == StateName.STOPPING) {
      throw new FaultException(
          Fault.NOT_RUNNING, process.namespec().display() + " is " + process.shownAs());
    }
    var ignored =
        parts
            .streams()
            .write(namespec, process.leader, bytes)
            .whenComplete(
                (done, failure) -> {
                  if (failure == null) {
                    answer.complete(null);
                  } else {
                    answer.completeExceptionally(
                        new FaultException(Fault.NO_FILE, "its standard input is closed"));
                  }
                });
  }
}
