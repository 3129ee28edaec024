package io.jsupervisor.daemon.fleet;

import io.jsupervisor.daemon.core.Ticks;

/**
 * A {@link RollItem}'s way back: past the gate of its dependencies, started, ready, in rotation,
 * and ready there for {@code min_ready_secs}. Core thread only.
 */
final class RollArrival {
  private final RollItem item;
  private final ManagedProcess process;
  private final RollContext context;
  private boolean putBack;
  private Ticks inRotation;

  RollArrival(RollItem item, ManagedProcess process, RollContext context) {
    this.item = item;
    this.process = process;
    this.context = context;
  }

  /** Its start has been asked for. */
  void begin() {
    if (context.gate().holds(process)) {
      item.enter(RollPhase.HELD);
    } else {
      pastGate();
    }
  }

  /** Something about the process has changed, or a deadline has come. */
  void look() {
    if (item.phase() != RollPhase.HELD) {
      lookAtState();
    } else if (!context.gate().holds(process)) {
      // How long what it depends on may take is up to the gate.
      pastGate();
    }
  }

  private void pastGate() {
    if (process.waitsFor().startsWith(Dependencies.NOT_STARTED)) {
      fail("is " + process.waitsFor());
      return;
    }
    item.enter(RollPhase.STARTING);
    context.clockwork().at(deadline(), this::deadlinePassed);
    lookAtState();
  }

  /** {@code startsecs} may be longer than {@code readiness_deadline}. */
  private Ticks deadline() {
    long secs = Math.max(deadlineSecs(), process.spec.start().startsecs() + 1);
    return context.clockwork().now().plusSeconds(secs);
  }

  private long deadlineSecs() {
    return process.spec.extensions().serving().readinessDeadlineSecs();
  }

  private void deadlinePassed() {
    if (!item.isEnded() && !putBack) {
      fail("was not ready within " + deadlineSecs() + " s" + because(process.readiness().why()));
    }
  }

  private void lookAtState() {
    switch (process.shownAs()) {
      case STARTING -> {}
      case RUNNING -> lookAtReadiness();
      case BACKOFF, FATAL -> fail("did not start: " + process.whyDown());
      case EXITED -> exited();
      // Users are noticed by their wishes; this is somebody of ours, a liveness probe for one.
      case STOPPING, STOPPED -> fail("was stopped again while it was waited for");
      case UNKNOWN -> fail("is in an unknown process state");
    }
  }

  /** A task that has done its work and is not one to be started again has not failed. */
  private void exited() {
    boolean task =
        item.step.begin() == RollStep.Begin.AS_IT_IS_OR_EXITED
            && process.spawnerr().isEmpty()
            && !process.isWanted();
    if (task) {
      context.release(process, () -> {});
      item.done();
    } else {
      fail("ended" + because(process.spawnerr()));
    }
  }

  private void lookAtReadiness() {
    if (item.phase() == RollPhase.STARTING) {
      item.enter(RollPhase.WAITING);
    }
    boolean ready = process.readiness().ready();
    if (ready && !putBack) {
      putBack = true;
      context.release(process, this::isIn);
    } else if (!ready && putBack) {
      fail("was ready, and then not any more" + because(process.readiness().why()));
    } else if (ready && inRotation != null && context.clockwork().now().reached(steadyAt())) {
      item.done();
    }
  }

  private Ticks steadyAt() {
    return inRotation.plusSeconds(process.spec.extensions().serving().roll().minReadySecs());
  }

  private void isIn() {
    if (!item.isEnded()) {
      inRotation = context.clockwork().now();
      context.clockwork().at(steadyAt(), item::look);
      item.look();
    }
  }

  private void fail(String what) {
    item.fail(item.who().display() + " " + what);
  }

  private static String because(String why) {
    return why.isEmpty() ? "" : ": " + why;
  }
}
