package io.jsupervisor.daemon.fleet;

import io.jsupervisor.daemon.core.ExitStatus;
import io.jsupervisor.daemon.core.ProcessEvent;
import io.jsupervisor.daemon.core.ProcessSpec;
import io.jsupervisor.daemon.core.ProcessState;
import io.jsupervisor.daemon.log.DaemonLog;
import io.jsupervisor.daemon.log.DaemonLog.Level;

/** The lines of the main log that people and tools grep for, word for word the classic tool's. */
final class MainLogLines {
  private final DaemonLog log;

  MainLogLines(DaemonLog log) {
    this.log = log;
  }

  /** Writes what the step from {@code before} to {@code after} is known by. */
  void tell(ProcessSpec spec, ProcessState before, ProcessEvent event, ProcessState after) {
    String name = spec.namespec().name();
    switch (event) {
      case ProcessEvent.Spawned(var pid) -> log.info("spawned: '" + name + "' with pid " + pid);
      case ProcessEvent.SpawnFailed(String why) -> log.info("spawnerr: " + why);
      case ProcessEvent.ChildExited(ExitStatus status) ->
          tellExit(spec, name, before, status, after);
      case ProcessEvent.DeadlinePassed() -> tellDeadline(spec, name, before, after);
      case ProcessEvent.StartRequested ignored -> {}
      case ProcessEvent.StopRequested ignored -> {
        if (before instanceof ProcessState.Backoff) {
          log.debug("Attempted to kill " + name + ", which is in BACKOFF state.");
        }
      }
      case ProcessEvent.SignalRefused ignored -> {}
      case ProcessEvent.Adopted(var pid) -> log.info("'" + name + "' goes on with pid " + pid);
    }
  }

  private void tellDeadline(
      ProcessSpec spec, String name, ProcessState before, ProcessState after) {
    if (before instanceof ProcessState.Starting && after instanceof ProcessState.Running) {
      success(spec, name);
    } else if (after instanceof ProcessState.Fatal) {
      log.info("gave up: " + name + " entered FATAL state, too many start retries too quickly");
    } else if (before instanceof ProcessState.Stopping stopping && !before.equals(after)) {
      log.warn("killing '" + name + "' (" + stopping.pid() + ") with SIGKILL");
    }
  }

  private void success(ProcessSpec spec, String name) {
    log.info(
        "success: "
            + name
            + " entered RUNNING state, process has stayed up for > than "
            + spec.start().startsecs()
            + " seconds (startsecs)");
  }

  private void tellExit(
      ProcessSpec spec, String name, ProcessState before, ExitStatus status, ProcessState after) {
    boolean expected = spec.start().expects(status);
    if (before instanceof ProcessState.Stopping) {
      log.log(expected ? Level.INFO : Level.WARN, "stopped: " + name + " (" + status.text() + ")");
    } else if (after instanceof ProcessState.Exited && expected) {
      log.info("exited: " + name + " (" + status.text() + "; expected)");
    } else if (!before.equals(after)) {
      log.warn("exited: " + name + " (" + status.text() + "; not expected)");
    }
  }

  /** One for each child, behind what was heard of it: the classic tool's is one for each signal. */
  void childQuit() {
    log.debug("received SIGCHLD indicating a child quit");
  }

  void waitingToStop(String name) {
    log.info("waiting for " + name + " to stop");
  }

  void signalSent(ManagedProcess process, io.jsupervisor.daemon.core.Signal signal) {
    if (log.isEnabled(Level.DEBUG)) {
      log.debug(
          "sending " + process.name() + " (pid " + process.pid().orElseThrow() + ") sig " + signal);
    }
  }

  void killing(ManagedProcess process, io.jsupervisor.daemon.core.Effect.Signal effect) {
    if (log.isEnabled(Level.DEBUG)) {
      log.debug(
          "killing "
              + process.name()
              + " (pid "
              + effect.pid()
              + (effect.wholeGroup() ? ") process group with signal " : ") with signal ")
              + effect.signal());
    }
  }

  void refused(ManagedProcess process, io.jsupervisor.daemon.core.Signal signal, int errno) {
    log.critical(
        "unknown problem sending sig "
            + signal
            + " ("
            + process.pid().map(Object::toString).orElse("-")
            + "): errno "
            + errno
            + "; "
            + process.namespec()
            + " is UNKNOWN until its process ends");
  }
}
