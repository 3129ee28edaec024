package io.jsupervisor.fleet;

import io.jsupervisor.daemon.log.DaemonLog;
import io.jsupervisor.daemon.os.Clock;
import io.jsupervisor.fleet.EtcdException.Kind;
import java.io.IOException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/**
 * Lists what the store has, then follows its changes. A stream that breaks goes on where it broke;
 * only after a long absence, or where the store no longer has what was missed, all is listed again:
 * a listing has everything of all nodes in it, and whoever is slow must not ask for it over and
 * over. A thread of its own.
 */
final class Watcher implements Runnable {
  private static final int LEAST_PAUSE_MILLIS = 200;
  private static final int MOST_PAUSE_MILLIS = 900;

  /** Who does not answer in time has too much to do: each time in a row doubles the pause. */
  private static final int MOST_DOUBLINGS = 3;

  private final Etcd etcd;
  private final EtcdHttp http;
  private final Keys keys;
  private final KnownNodes known;
  private final Notes notes;
  private final Link link;
  private final long ttlMillis;
  private final Clock clock;
  private final DaemonLog log;
  private final Runnable changed;
  private final Semaphore hurry = new Semaphore(0);
  private volatile EtcdStream stream;
  private volatile boolean closed;

  /** Not broken: somebody wants a new stream. */
  private volatile boolean asked;

  private boolean remembered;
  private boolean toldCut;

  /** What is known is of the store, and the last watch began well. */
  private volatile boolean resumable;

  /** Answers that did not come in time, one after the other. */
  private int late;

  /**
   * @param ttlSecs after an absence of this many seconds all is listed
   * @param changed what is known is different now
   */
  Watcher(
      Etcd etcd,
      EtcdHttp http,
      Keys keys,
      KnownNodes known,
      Notes notes,
      Link link,
      long ttlSecs,
      Clock clock,
      DaemonLog log,
      Runnable changed) {
    this.etcd = etcd;
    this.http = http;
    this.keys = keys;
    this.known = known;
    this.notes = notes;
    this.link = link;
    this.ttlMillis = ttlSecs * 1000;
    this.clock = clock;
    this.log = log;
    this.changed = changed;
  }

  @Override
  public void run() {
    while (!closed) {
      try {
        follow();
      } catch (EtcdException failure) {
        if (failure.kind() != Kind.AWAY) {
          resumable = false;
        }
        if (asked) {
          asked = false;
          continue;
        }
        late = failure.isLate() ? Math.min(late + 1, MOST_DOUBLINGS) : 0;
        lost(failure.getMessage());
      } catch (InterruptedException ended) {
        return;
      } catch (RuntimeException defect) {
        resumable = false;
        log.critical("defect in the watch of [fleet]: " + defect);
        lost("defect: " + defect);
      }
      try {
        pause();
      } catch (InterruptedException ended) {
        return;
      }
    }
  }

  private void follow() throws EtcdException, InterruptedException {
    boolean resumes = resumable && link.awayMillis() <= ttlMillis;
    long from = resumes ? resume() : list();
    try (EtcdStream watch = etcd.watch(keys.all(), from + 1)) {
      stream = watch;
      resumable = false; // unless what it says first is good
      Etcd.Changes created = next(watch);
      if (resumes && created.revision() < from) {
        // A member that is behind, or a store that was restored: a listing tells.
        throw new EtcdException(Kind.AWAY, watch.endpoint() + " has an older store than before");
      }
      resumable = true;
      late = 0;
      known.away(clock.ticks(), link.awayMillis());
      link.watched();
      link.watching("");
      known.apply(created, clock.ticks());
      changed.run();
      while (!closed) {
        Etcd.Changes changes = next(watch);
        // A store that hung goes on with the same watch, and begins by ending leases.
        known.away(clock.ticks(), link.awayMillis());
        link.watched();
        known.apply(changes, clock.ticks());
        if (!watch.hasMore()) {
          changed.run();
        }
      }
    } finally {
      stream = null;
    }
  }

  /** Returns up to which revision everything is known. */
  private long resume() {
    known.away(clock.ticks(), link.awayMillis());
    return known.revision();
  }

  private long list() throws EtcdException, InterruptedException {
    Etcd.Listing listing = etcd.list(keys.all());
    if (!listing.cut().isEmpty() && !toldCut) {
      log.warn(
          "[fleet] the store is not read to its end: "
              + listing.cut()
              + " (cure: see who writes below "
              + keys.all()
              + ")");
    }
    toldCut = !listing.cut().isEmpty();
    known.reset(listing, clock.ticks(), link.awayMillis());
    link.answered();
    changed.run();
    return listing.revision();
  }

  private Etcd.Changes next(EtcdStream watch) throws EtcdException {
    try {
      return etcd.next(watch);
    } catch (EtcdException broken) {
      if (!asked) {
        http.leave(watch.endpoint());
      }
      throw broken;
    }
  }

  private void lost(String why) {
    if (closed) {
      return;
    }
    if (!remembered) {
      remembered = true;
      try {
        known.remember(notes.read());
      } catch (IOException unreadable) {
        log.warn("[fleet] what was noted of the other machines cannot be read: " + unreadable);
      }
    }
    link.watching(why);
    changed.run();
  }

  /** Many machines lose the store at the same moment, and must not come back at the same. */
  private void pause() throws InterruptedException {
    if (!closed) {
      int millis =
          ThreadLocalRandom.current().nextInt(LEAST_PAUSE_MILLIS, MOST_PAUSE_MILLIS) << late;
      boolean ignored = hurry.tryAcquire(millis, TimeUnit.MILLISECONDS);
      int _ = hurry.drainPermits();
    }
  }

  /** Begins anew, soon. Any thread. */
  void restart() {
    EtcdStream now = stream;
    if (now != null) {
      asked = true;
      now.close();
    }
  }

  /** Lists everything anew, soon: what is known is not what the store has. Any thread. */
  void listAgain() {
    resumable = false;
    restart();
  }

  /** As {@link #restart}, if that member is watched. Any thread. */
  void restartIfAt(String endpoint) {
    EtcdStream now = stream;
    if (now != null && now.endpoint().equals(endpoint)) {
      asked = true;
      now.close();
    }
  }

  void close() {
    closed = true;
    restart();
    hurry.release();
  }
}
