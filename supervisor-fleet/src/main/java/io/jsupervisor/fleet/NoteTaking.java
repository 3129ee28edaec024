package io.jsupervisor.fleet;

import io.jsupervisor.daemon.core.Ticks;
import io.jsupervisor.daemon.log.DaemonLog;
import io.jsupervisor.daemon.os.Clock;
import java.io.IOException;

/**
 * Notes what is known, every few seconds at most and only while the store answers: for a start
 * without it. The keeper's thread only.
 */
final class NoteTaking {
  private static final long PAUSE_SECONDS = 5;

  private final KnownNodes known;
  private final Notes notes;
  private final Link link;
  private final Clock clock;
  private final DaemonLog log;
  private boolean complained;
  private long noted;
  private Ticks next;

  NoteTaking(KnownNodes known, Notes notes, Link link, Clock clock, DaemonLog log) {
    this.known = known;
    this.notes = notes;
    this.link = link;
    this.clock = clock;
    this.log = log;
    this.next = clock.ticks();
  }

  void turn() {
    Ticks now = clock.ticks();
    if (!link.isConnected() || !now.reached(next) || known.revision() == noted) {
      return;
    }
    next = now.plusSeconds(PAUSE_SECONDS);
    noted = known.revision();
    try {
      notes.write(known.written());
    } catch (IOException failure) {
      if (!complained) {
        complained = true;
        log.warn(
            "[fleet] the view cannot be kept for a start without the store: "
                + failure
                + " (cure: state_dir= in [supervisord])");
      }
    }
  }
}
