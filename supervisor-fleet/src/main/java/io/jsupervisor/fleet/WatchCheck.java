package io.jsupervisor.fleet;

import io.jsupervisor.daemon.core.Ticks;
import io.jsupervisor.daemon.os.Clock;

/** A watch that says nothing may be dead: the newest key tells. The keeper's thread only. */
final class WatchCheck {
  private static final long PAUSE_SECONDS = 10;

  /** A watch may be on its way with what the store has already. */
  private static final long SECOND_LOOK_SECONDS = 1;

  private final Etcd etcd;
  private final Keys keys;
  private final KnownNodes known;
  private final Watcher watcher;
  private final Link link;
  private final Clock clock;
  private boolean behindBefore;
  private Ticks next;

  WatchCheck(Etcd etcd, Keys keys, KnownNodes known, Watcher watcher, Link link, Clock clock) {
    this.etcd = etcd;
    this.keys = keys;
    this.known = known;
    this.watcher = watcher;
    this.link = link;
    this.clock = clock;
    this.next = clock.ticks().plusSeconds(PAUSE_SECONDS);
  }

  /** When {@link #turn} has something to do. */
  Ticks next() {
    return next;
  }

  /** Looks, when it is time to. */
  void turn(Ticks now) throws EtcdException, InterruptedException {
    if (!now.reached(next)) {
      return;
    }
    boolean behind = etcd.newest(keys.all()) > known.revision();
    link.answered();
    if (behind && behindBefore) {
      watcher.listAgain();
    }
    behindBefore = behind;
    next = clock.ticks().plusSeconds(behind ? SECOND_LOOK_SECONDS : PAUSE_SECONDS);
  }
}
