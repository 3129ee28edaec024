package io.jsupervisor.daemon.event;

import io.jsupervisor.daemon.core.Namespec;
import io.jsupervisor.daemon.event.ListenerProtocol.Name;

/** One process of a pool, as far as events are concerned. Core thread only. */
final class Listener {
  /** An event and its numbers; the same wherever it waits. */
  record Numbered(ClassicEvent event, long serial, long poolSerial) {
    /** The serial is the event. */
    @Override
    public boolean equals(Object other) {
      return other instanceof Numbered(ClassicEvent _, long otherSerial, long _)
          && otherSerial == serial;
    }

    @Override
    public int hashCode() {
      return Long.hashCode(serial);
    }
  }

  final Namespec name;
  boolean running;
  ListenerProtocol.State state = ListenerProtocol.initial();

  /** What it was sent and has not answered; null when there is nothing. */
  Numbered event;

  /** Of its child; 0 until one is known. */
  int pid;

  /** Its standard input takes nothing more. */
  boolean closed;

  /** Of the child before: what still comes from it is not heard. */
  private int gone;

  Listener(Namespec name) {
    this.name = name;
  }

  boolean takesEvents() {
    return running && !closed && state.name() == Name.READY;
  }

  /** It is about to be started (again). */
  void begin() {
    gone = pid;
    pid = 0;
    closed = false;
    state = ListenerProtocol.initial();
  }

  /** Whether a child is its present one; the first that is heard is, for no state tells its pid. */
  boolean speaks(int child) {
    if (child == gone || (pid != 0 && pid != child)) {
      return false;
    }
    pid = child;
    return true;
  }
}
