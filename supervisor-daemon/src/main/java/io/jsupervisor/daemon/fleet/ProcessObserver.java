package io.jsupervisor.daemon.fleet;

/** A part of the core that acts on what happens to processes. Core thread only. */
interface ProcessObserver {
  /**
   * The state or readiness of a process has changed, perhaps more than once, since it was told
   * last. Told near the end of a turn, so what it looks at is what holds now; it may order
   * anything.
   */
  void changed(ManagedProcess process);
}
