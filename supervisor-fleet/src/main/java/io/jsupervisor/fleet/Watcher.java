package io.jsupervisor.fleet;

import io.jsupervisor.daemon.log.DaemonLog;
import io.jsupervisor.daemon.os.Clock;
import java.io.IOException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/**
 * Lists what the store has, then follows its changes; when the stream breaks, all over again. A
 * thread of its own.
 */
final class Watcher implements Runnable {
  private static final int LEAST_PAUSE_MILLIS = 200;
  private static final int MOST_PAUSE_MILLIS = 900;

  private final Etcd etcd;
  private final EtcdHttp http;
  private final Keys keys;
  private final KnownNodes known;
  private final Notes notes;
  private final Link link;
  private final Clock clock;
  private final DaemonLog log;
  private final Runnable changed;
  private final Semaphore hurry = new Semaphore(0);
  private volatile EtcdStream stream;
  private volatile boolean closed;

  /** Not broken: somebody wants a new stream. */
  private volatile boolean asked;

  private boolean remembered;

  /**
   * @param changed what is known is different now
   */
  Watcher(
      Etcd etcd,
      EtcdHttp http,
      Keys keys,
      KnownNodes known,
      Notes notes,
      Link link,
      Clock clock,
      DaemonLog log,
      Runnable changed) {
    this.etcd = etcd;
    this.http = http;
    this.keys = keys;
    this.known = known;
    this.notes = notes;
    this.link = link;
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
        if (asked) {
          asked = false;
          continue;
        }
        lost(failure.getMessage());
      } catch (InterruptedException ended) {
        return;
      } catch (RuntimeException defect) {
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
    Etcd.Listing listing = etcd.list(keys.all());
    known.reset(listing, clock.ticks(), link.awayMillis());
    link.answered();
    changed.run();
    try (EtcdStream watch = etcd.watch(keys.all(), listing.revision() + 1)) {
      stream = watch;
      boolean first = true;
      while (!closed) {
        Etcd.Changes changes = next(watch);
        link.watched();
        if (first) {
          first = false;
          link.watching("");
          changed.run();
        }
        if (!changes.changes().isEmpty()) {
          known.apply(changes, clock.ticks());
          changed.run();
        }
      }
    } finally {
      stream = null;
    }
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
      int millis = ThreadLocalRandom.current().nextInt(LEAST_PAUSE_MILLIS, MOST_PAUSE_MILLIS);
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

  /** The same, if that member is watched. Any thread. */
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
