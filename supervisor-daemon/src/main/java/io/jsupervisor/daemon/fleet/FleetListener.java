package io.jsupervisor.daemon.fleet;

import io.jsupervisor.daemon.core.Namespec;
import io.jsupervisor.daemon.core.StateChange;

/** Hears what happens, on the core thread and in order; must not block. */
public interface FleetListener {
  /**
   * @param cause a sentence fragment for people: {@code exit status 3}, {@code stop requested}
   */
  void processChanged(Namespec process, StateChange change, String cause);

  /**
   * @param why it is not ready; empty when it is
   */
  default void readinessChanged(Namespec process, boolean ready, String why) {}

  /** A roll or scale came to another phase with one of its processes. */
  default void rollProgressed(Operation roll, Namespec process, String phase) {}

  /** A roll or scale has ended. */
  default void rollEnded(Operation roll, Operation.Verdict verdict) {}

  /**
   * A proxy was told, or could not be.
   *
   * @param in how many of its {@code instances} get requests
   * @param problem why the proxy may not know; empty when it does
   */
  default void upstreamChanged(String upstream, int in, int instances, String problem) {}

  void supervisorChanged(FleetSnapshot.SupervisorState state);

  /** A process came to a group that exists. */
  default void processAdded(Namespec process) {}

  /** A process left a group that goes on. */
  default void processRemoved(Namespec process) {}

  void groupAdded(String group);

  void groupRemoved(String group);
}
