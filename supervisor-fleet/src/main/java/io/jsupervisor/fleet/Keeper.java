package io.jsupervisor.fleet;

import io.jsupervisor.daemon.cluster.PeerInstance;
import io.jsupervisor.daemon.core.Namespec;
import io.jsupervisor.daemon.core.Ticks;
import io.jsupervisor.daemon.log.DaemonLog;
import io.jsupervisor.daemon.os.Clock;
import io.jsupervisor.fleet.EtcdException.Kind;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/**
 * Holds this node's lease and writes what is to be published; a lost lease is replaced, and all is
 * published again. A thread of its own.
 */
final class Keeper implements Runnable {
  private static final long GATHER_MILLIS = 50;
  private static final long LEAVING_MILLIS = 500;
  private static final int LEAST_RETRY_MILLIS = 400;
  private static final int MOST_RETRY_MILLIS = 1000;
  private static final long NANOS_PER_MILLI = 1_000_000;

  /** What the keeper asks of its member. */
  interface Wanted {
    /** False once the daemon stops. */
    boolean isRunning();

    /** What the store is to have of us: keys and values, the node's own last. */
    Map<String, String> keys(Ours ours);

    /** What the node's own key is to have when it leaves. */
    String farewell();

    /** Our instances and who of them is held, now; the answers go by it from now on. */
    Ours ours();

    /** Everything known may have to be shown anew. */
    void refresh();

    /** Whether somebody is held. */
    boolean isAnybodyHeld();
  }

  /**
   * Our processes, at one moment.
   *
   * @param held who is being taken out, with numbers
   */
  record Ours(Map<Namespec, PeerInstance> instances, Map<Namespec, Long> held) {
    static final Ours NONE = new Ours(Map.of(), Map.of());
  }

  private final Etcd etcd;
  private final Keys keys;
  private final String node;
  private final String incarnation;
  private final long ttlSecs;
  private final KnownNodes known;
  private final Departures departures;
  private final Watcher watcher;
  private final Link link;
  private final Clock clock;
  private final DaemonLog log;
  private final Wanted wanted;
  private final Publication publication = new Publication();
  private final WatchCheck check;
  private final OwnCheck own;
  private final NoteTaking notes;
  private final Semaphore wake = new Semaphore(0);
  private volatile boolean dirty = true;
  private volatile boolean urgent;
  private volatile boolean closed;
  private volatile boolean restored;
  private long lease;
  private long nodeRevision;
  private boolean conflict;

  /** The store was left with all that is wanted, when it was written last. */
  private boolean complete;

  private boolean failed;

  /** The shortest ttl of the fleet, in seconds. */
  private long pace;

  private Ticks keepAliveAt;
  private Ticks retryAt;
  private Ticks publishAt = Ticks.NEVER;

  Keeper(
      Etcd etcd,
      Keys keys,
      String node,
      String incarnation,
      long ttlSecs,
      KnownNodes known,
      Notes notes,
      Departures departures,
      Watcher watcher,
      Link link,
      Clock clock,
      DaemonLog log,
      Wanted wanted) {
    this.etcd = etcd;
    this.keys = keys;
    this.node = node;
    this.incarnation = incarnation;
    this.ttlSecs = ttlSecs;
    this.pace = ttlSecs;
    this.known = known;
    this.departures = departures;
    this.watcher = watcher;
    this.link = link;
    this.clock = clock;
    this.log = log;
    this.wanted = wanted;
    Ticks now = clock.ticks();
    this.keepAliveAt = now;
    this.retryAt = now;
    this.check = new WatchCheck(etcd, keys, known, watcher, link, clock);
    this.own = new OwnCheck(etcd, keys.of(node), known, publication, link, clock, log);
    known.watchOwn(keys.of(node));
    this.notes = new NoteTaking(known, notes, link, clock, log);
  }

  /**
   * Something of ours may have changed. Any thread.
   *
   * @param waits somebody waits for it to be published
   */
  void changed(boolean waits) {
    urgent |= waits;
    dirty = true;
    wake.release();
  }

  /** The store has become an older one, with other values of ours, or none. Any thread. */
  void restored() {
    restored = true;
    wake.release();
  }

  /** There may be something to do. Any thread. */
  void wake() {
    wake.release();
  }

  void close() {
    closed = true;
    wake.release();
  }

  @Override
  public void run() {
    try {
      while (!closed) {
        turn();
        sleep();
      }
      leave();
    } catch (InterruptedException ended) {
      // the lease will end by itself
    }
  }

  private void turn() throws InterruptedException {
    try {
      known.expire(clock.ticks());
      work();
    } catch (EtcdException failure) {
      failed(failure);
    } catch (RuntimeException defect) {
      log.critical("defect in the keeper of [fleet]: " + defect);
      retryAt = clock.ticks().plusMillis(MOST_RETRY_MILLIS);
    }
    wanted.refresh();
    notes.turn();
  }

  private void work() throws EtcdException, InterruptedException {
    Ticks now = clock.ticks();
    keepPace(now);
    if (dirty) {
      dirty = false;
      Ticks when = urgent ? now : now.plusMillis(GATHER_MILLIS);
      urgent = false;
      if (publishAt.isAfter(when)) {
        publishAt = when;
      }
    }
    if (!now.reached(retryAt)) {
      takeOurs(now);
      return;
    }
    if (!wanted.isRunning() || isClaimed()) {
      leave();
      retryAt = now.plusMillis(MOST_RETRY_MILLIS);
      takeOurs(now);
      return;
    }
    if (lease == 0) {
      join();
    } else {
      keepAlive();
    }
    if (restored) {
      publishAnew();
    }
    if (now.reached(publishAt)) {
      publishAt = Ticks.NEVER;
      publish();
    }
    check.turn(now);
    if (complete && own.turn(now)) {
      complete = false;
      publishAt = clock.ticks();
    }
    passed();
  }

  /**
   * A store that hangs ends the shortest leases first: whoever asks as seldom as his own long lease
   * allows would not have noticed, and take a node for dead that could not be heard.
   */
  private void keepPace(Ticks now) {
    long shortest = Math.min(ttlSecs, known.leastTtl());
    if (shortest != pace) {
      pace = shortest;
      etcd.hurry(pace);
    }
    Ticks latest = now.plusMillis(pace * 1000 / 3);
    if (keepAliveAt.isAfter(latest)) {
      keepAliveAt = latest;
    }
  }

  /** While nothing can be published, who asks must be answered all the same. */
  private void takeOurs(Ticks now) {
    if (now.reached(publishAt)) {
      publishAt = retryAt.isAfter(now) ? retryAt : now.plusMillis(MOST_RETRY_MILLIS);
      Ours ignored = wanted.ours();
    }
  }

  private void join() throws EtcdException, InterruptedException {
    lease = etcd.grant(ttlSecs);
    publishAnew();
    answered();
  }

  /** Whatever the store has of us is written again, or goes. */
  private void publishAnew() throws EtcdException, InterruptedException {
    restored = false;
    complete = false;
    publication.forget();
    own.forget();
    publication.found(etcd.names(keys.of(node)).stream().map(Etcd.Entry::key).toList());
    publishAt = clock.ticks();
  }

  private void keepAlive() throws EtcdException, InterruptedException {
    if (clock.ticks().reached(keepAliveAt)) {
      etcd.keepAlive(lease);
      answered();
    }
  }

  private void answered() {
    link.answered();
    keepAliveAt = clock.ticks().plusMillis(pace * 1000 / 3);
    if (failed) {
      publishAt = clock.ticks(); // a store may keep leases and refuse writes
    } else {
      link.writing("");
    }
  }

  /** All that was due was done. */
  private void passed() {
    if (failed && lease != 0) {
      failed = false;
      link.writing("");
      watcher.restart();
    }
  }

  private void publish() throws EtcdException, InterruptedException {
    Ours ours = wanted.ours();
    try {
      for (List<Etcd.Write> batch : publication.batches(wanted.keys(ours))) {
        keepAlive(); // many that take their time outlast the lease
        publication.done(batch, etcd.write(batch, lease));
        link.answered();
      }
    } catch (EtcdException failure) {
      publishAt = clock.ticks();
      throw failure;
    }
    complete = true;
    nodeRevision = publication.revision(keys.node(node));
    Map<Namespec, Long> revisions = new HashMap<>();
    ours.held()
        .keySet()
        .forEach(held -> revisions.put(held, publication.revision(keys.instance(node, held))));
    departures.published(ours.held(), revisions, clock.ticks());
  }

  /** Whether another daemon has our name, which it took after us. */
  private boolean isClaimed() {
    boolean now =
        known
            .claim(node)
            .filter(claim -> !claim.incarnation().equals(incarnation))
            .filter(claim -> nodeRevision > 0 && claim.revision() > nodeRevision)
            .isPresent();
    if (now && !conflict) {
      String problem =
          "another daemon has joined as node \""
              + node
              + "\" (cure: give each its own node= in [fleet]); this one is silent meanwhile";
      log.error("[fleet] " + problem);
      link.writing(problem);
      conflict = true;
    } else if (!now && conflict) {
      conflict = false;
      log.info("[fleet] the name \"" + node + "\" is free again");
    }
    return now;
  }

  private void leave() throws InterruptedException {
    long ended = lease;
    lease = 0;
    publication.forget();
    if (ended != 0) {
      try {
        if (!conflict) {
          // So that nobody takes it for one whom the store has lost.
          Etcd.Write left = new Etcd.Write(keys.node(node), Optional.of(wanted.farewell()));
          long ignored = etcd.write(List.of(left), ended);
        }
        etcd.revoke(ended);
      } catch (EtcdException silent) {
        log.info("[fleet] the lease could not be given back: " + silent.getMessage());
      }
    }
  }

  private void failed(EtcdException failure) {
    int millis = ThreadLocalRandom.current().nextInt(LEAST_RETRY_MILLIS, MOST_RETRY_MILLIS);
    retryAt = clock.ticks().plusMillis(millis);
    if (failure.kind() == Kind.NO_LEASE) {
      log.info("[fleet] the lease has ended; everything is published again");
      lease = 0;
      publication.forget();
    } else {
      failed = true;
      keepAliveAt = clock.ticks(); // the first thing to know: whether the lease is still ours
      link.writing(failure.getMessage());
    }
  }

  private void sleep() throws InterruptedException {
    Ticks next = known.nextExpiry();
    for (Ticks when : List.of(keepAliveAt, publishAt, check.next(), own.next())) {
      Ticks possible = when.isAfter(retryAt) ? when : retryAt;
      next = possible.isAfter(next) ? next : possible;
    }
    Ticks now = clock.ticks();
    long millis = Math.max(0, next.since(now) / NANOS_PER_MILLI + 1);
    if (wanted.isAnybodyHeld()) {
      millis = Math.min(millis, LEAVING_MILLIS);
    }
    if (!dirty && !closed) {
      boolean ignored = wake.tryAcquire(millis, TimeUnit.MILLISECONDS);
    }
    int _ = wake.drainPermits();
  }
}
