package io.jsupervisor.daemon.fleet;

import io.jsupervisor.daemon.core.Goal;
import io.jsupervisor.daemon.core.ProcessEvent;
import io.jsupervisor.daemon.core.ProcessState;

/** Why a process changed its state, in words: every decision leaves an event with its cause. */
final class Causes {
  private Causes() {}

  static String of(ManagedProcess process, ProcessEvent event) {
    return switch (event) {
      case ProcessEvent.StartRequested() -> "start requested";
      case ProcessEvent.StopRequested(Goal goal) ->
          switch (goal) {
            case DOWN -> "stop requested";
            case UP -> "restart requested";
            case SHUTDOWN -> "the daemon stops";
          };
      case ProcessEvent.Spawned(var pid) -> "pid " + pid;
      case ProcessEvent.SpawnFailed(String why) -> why;
      case ProcessEvent.SignalRefused(int errno) -> "a signal was refused, errno " + errno;
      case ProcessEvent.ChildExited(var status) -> status.text();
      case ProcessEvent.Adopted(var pid) -> "goes on as pid " + pid;
      case ProcessEvent.DeadlinePassed() -> ofDeadline(process);
    };
  }

  private static String ofDeadline(ManagedProcess process) {
    return switch (process.state()) {
      case ProcessState.Running ignored ->
          "stayed up for startsecs=" + process.spec.start().startsecs();
      case ProcessState.Fatal ignored ->
          "startretries=" + process.spec.start().startretries() + " are spent";
      case ProcessState.Spawning(var since, long failures) ->
          failures > 0 ? "retry " + failures : "autorestart";
      case ProcessState.Stopped ignored -> "";
      case ProcessState.Starting ignored -> "";
      case ProcessState.Backoff ignored -> "";
      case ProcessState.Stopping ignored -> "";
      case ProcessState.Exited ignored -> "";
      case ProcessState.Unknown ignored -> "";
    };
  }
}
