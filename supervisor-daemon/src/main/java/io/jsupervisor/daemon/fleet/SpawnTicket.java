package io.jsupervisor.daemon.fleet;

import io.jsupervisor.daemon.core.Ticks;

/**
 * One order to spawn. Spawns happen in the order of their tickets; a ticket whose preparation hangs
 * (a dead network disk) is overtaken after a while. Core thread only.
 */
final class SpawnTicket {
  final ManagedProcess process;

  /** By what it is spawned, whatever becomes of its definition meanwhile. */
  final Definition definition;

  final Ticks ordered;

  /** What the preparation came to; null while it runs. */
  Launching.Prepared prepared;

  /** What is ready but for its logs; null before. Written by the preparing thread. */
  volatile Launching.Prepared.Ready opening;

  /** Its preparation was taken as it stood; what comes of it later changes nothing. */
  boolean takenEarly;

  /** A timer will wake the loop when the patience with its logs ends. */
  boolean wakesLoopForLogs;

  /** A timer will wake the loop when patience with this ticket ends. */
  boolean wakesLoop;

  SpawnTicket(ManagedProcess process, Ticks ordered) {
    this.process = process;
    this.definition = process.definition();
    this.ordered = ordered;
  }

  /** Whether the process still waits for this very spawn. */
  boolean isWanted() {
    return process.ticket == this;
  }
}
