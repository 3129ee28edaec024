package io.jsupervisor.daemon.event;

/** Numbers the events that at least one pool takes; goes on over a reload. Core thread only. */
public final class EventSerial {
  private long next;

  long take() {
    return next++;
  }
}
