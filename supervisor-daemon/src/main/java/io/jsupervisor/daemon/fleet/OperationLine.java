package io.jsupervisor.daemon.fleet;

import io.jsupervisor.daemon.core.ProcessState;
import io.jsupervisor.daemon.core.StateChange;
import io.jsupervisor.daemon.core.StateName;
import java.util.Optional;

/** What one operation wants of one process, until that is settled. Core thread only. */
final class OperationLine {
  /** What settles the line. */
  enum Wish {
    START,
    STOP,
    RESTART,
    /** Settled by who reloads. */
    RELOAD
  }

  final ManagedProcess process;
  private final Wish wish;
  private final RunningOperation operation;

  /** Set once, by the core thread; read by any. */
  private volatile ProcessResult result;

  OperationLine(ManagedProcess process, Wish wish, RunningOperation operation) {
    this.process = process;
    this.wish = wish;
    this.operation = operation;
  }

  boolean isSettled() {
    return result != null;
  }

  /** The process may have come somewhere before this line was there. */
  void onBegun() {
    StateName now = process.shownAs();
    if (now != StateName.STARTING) {
      onStart(now);
    }
  }

  /** A change of the process's state, already entered. */
  void onChange(StateChange change) {
    switch (wish) {
      case START -> onStart(change.to());
      case STOP -> {
        if (change.to().isDown()) {
          settle(Fault.SUCCESS, "OK");
        }
      }
      case RESTART -> onRestartChange(change);
      case RELOAD -> {}
    }
  }

  private void onStart(StateName state) {
    switch (state) {
      case STARTING -> {}
      case RUNNING -> settle(Fault.SUCCESS, "OK");
      case BACKOFF -> settle(Fault.SPAWN_ERROR, reason());
      case EXITED, FATAL ->
          settle(
              process.spawnerr().isEmpty() ? Fault.ABNORMAL_TERMINATION : Fault.SPAWN_ERROR,
              reason());
      case STOPPING, STOPPED -> settle(Fault.ABNORMAL_TERMINATION, "superseded by a stop");
      case UNKNOWN -> settle(Fault.ABNORMAL_TERMINATION, reason());
    }
  }

  private void onRestartChange(StateChange change) {
    switch (change.to()) {
      case STOPPING, STARTING -> {}
      case STOPPED -> {
        // On the way up again, unless somebody asked for a stop after us.
        if (!(process.state() instanceof ProcessState.Spawning) && !process.startsLater) {
          settle(Fault.ABNORMAL_TERMINATION, "superseded by a stop");
        }
      }
      case RUNNING, BACKOFF, EXITED, FATAL, UNKNOWN -> onStart(change.to());
    }
  }

  private String reason() {
    return process.namespec().display() + ": " + process.whyDown();
  }

  void settle(Fault fault, String message) {
    if (result == null) {
      ProcessResult outcome =
          new ProcessResult(process.namespec(), fault, process.shownAs().name(), message);
      result = outcome;
      operation.onSettled(outcome);
    }
  }

  /** For readers. */
  Operation.Line view() {
    return new Operation.Line(process.namespec(), Optional.ofNullable(result), "");
  }
}
