package io.jsupervisor.fleet;

import io.jsupervisor.daemon.core.Ticks;
import io.jsupervisor.daemon.log.DaemonLog;
import io.jsupervisor.daemon.os.Clock;

/**
 * Whether the store has of this node what was written, and nothing else. Another daemon with our
 * name, an operator or a store that was restored may have changed it. Their number and the newest
 * revision tell, in one short answer: asked for soon after the watch told of a change that was not
 * ours, and every half minute. The keeper's thread only.
 */
final class OwnCheck {
  private static final long PAUSE_SECONDS = 30;
  private static final long LEAST_PAUSE_SECONDS = 1;

  private final Etcd etcd;
  private final String prefix;
  private final KnownNodes known;
  private final Publication publication;
  private final Link link;
  private final Clock clock;
  private final DaemonLog log;

  /** Of the newest change of our keys, when we looked last. */
  private long looked;

  private boolean told;
  private Ticks last;

  /**
   * @param prefix of our keys
   */
  OwnCheck(
      Etcd etcd,
      String prefix,
      KnownNodes known,
      Publication publication,
      Link link,
      Clock clock,
      DaemonLog log) {
    this.etcd = etcd;
    this.prefix = prefix;
    this.known = known;
    this.publication = publication;
    this.link = link;
    this.clock = clock;
    this.log = log;
    this.last = clock.ticks();
  }

  /** The store counts its revisions anew. */
  void forget() {
    looked = 0;
  }

  /** When {@link #turn} has something to do. */
  Ticks next() {
    boolean foreign = known.touched() > Math.max(looked, publication.lastWrite());
    return last.plusSeconds(foreign ? LEAST_PAUSE_SECONDS : PAUSE_SECONDS);
  }

  /**
   * Looks, when it is time to; all that was published must have been written. True when there is
   * something to write again.
   */
  boolean turn(Ticks now) throws EtcdException, InterruptedException {
    if (!now.reached(next())) {
      return false;
    }
    long touched = known.touched();
    Etcd.Extent extent = etcd.extent(prefix);
    link.answered();
    looked = touched;
    last = clock.ticks();
    boolean same = extent.count() == publication.size() && extent.newest() == publication.newest();
    if (same) {
      told = false;
      return false;
    }
    if (!told) {
      told = true;
      log.info(
          "[fleet] the store has something else of this node than was written; it is put right");
    }
    publication.compare(etcd.names(prefix));
    return true;
  }
}
