package io.jsupervisor.daemon.fleet;

import io.jsupervisor.daemon.log.DaemonLog;
import java.util.Optional;

/**
 * What rolls work with.
 *
 * @param reloading replaces a stop and a start where the program says so
 */
record RollContext(
    Clockwork clockwork,
    Registry registry,
    ProcessEngine engine,
    StartGate gate,
    Rotation rotation,
    Optional<Reloading> reloading,
    FleetListener listener,
    DaemonLog log) {
  /** Keeps an instance out of rotation until {@link #release}. */
  void hold(ManagedProcess process, Runnable out) {
    process.heldOut = true;
    rotation.takeOut(process, out);
  }

  /** Lets an instance get requests again. */
  void release(ManagedProcess process, Runnable in) {
    process.heldOut = false;
    rotation.putBack(process, in);
  }
}
