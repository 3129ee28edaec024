package io.jsupervisor.daemon.os;

import io.jsupervisor.daemon.core.Signal;
import java.util.List;

/** What the core thread sleeps on. */
public interface Doorbell {
  /** Wakes the core thread now or at its next {@link #await}. Any thread; never blocks. */
  void ring();

  /**
   * Sleeps until rung, until a child ends, until a signal arrives, or for {@code nanos} at most
   * (negative: without limit; 0: only looks). Core thread only.
   */
  void await(long nanos);

  /** Signals to the daemon that arrived since the last call, in order of arrival. */
  List<Signal> signals();
}
