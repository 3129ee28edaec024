package io.jsupervisor.daemon.event;

import io.jsupervisor.daemon.core.Namespec;

/** The way to a listener's standard input. */
public interface ListenerInput {
  /**
   * Sends; never blocks.
   *
   * @param refused run on the core thread, later, when nobody can read it any more
   */
  void send(Namespec listener, int pid, byte[] bytes, Runnable refused);
}
