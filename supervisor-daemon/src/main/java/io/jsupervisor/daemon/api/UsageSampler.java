package io.jsupervisor.daemon.api;

import io.jsupervisor.daemon.core.Namespec;
import io.jsupervisor.daemon.fleet.FleetControl;
import io.jsupervisor.daemon.fleet.FleetSnapshot;
import io.jsupervisor.daemon.fleet.ProcessView;
import io.jsupervisor.daemon.os.Clock;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Reads what the processes use on a thread of its own: every two seconds while a page looks, less
 * often where that takes more than a hundredth of the time; with nobody there every half minute to
 * five minutes, by what it costs. Pages hear only what changed, and all of them the same text,
 * which is made once.
 */
final class UsageSampler {
  private static final long WATCHED_NANOS = 2_000_000_000L;
  private static final long SHARE = 100;

  /** With nobody there, a sample must not cost more than 10 ms a minute. */
  private static final long ALONE_NANOS = 30_000_000_000L;

  private static final long LONGEST_ALONE_NANOS = 300_000_000_000L;

  /** What the first sample is taken to cost: nothing of it is compiled yet. */
  private static final long FIRST_NANOS = 10_000_000L;

  private static final long FIRST_EACH_NANOS = 100_000L;
  private static final long SHARE_ALONE = 6_000;
  private static final long STACK_BYTES = 256 * 1024;

  private final FleetControl fleet;
  private final ProcessUsage usage;
  private final Clock clock;
  private final UsageHistory history = new UsageHistory();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition turned = lock.newCondition();
  private final Thread thread;
  private Map<Namespec, ProcessUsage.Usage> last = Map.of();
  private News news = new News(0, "");
  private int watchers;

  /**
   * A sample as pages get it.
   *
   * @param number grows by one a sample
   * @param json {@code {"time":…,"processes":{"group:name":[cpu,rss],…}}} of those that changed
   */
  record News(long number, String json) {}

  UsageSampler(FleetControl fleet, ProcessUsage usage, Clock clock) {
    this.fleet = fleet;
    this.usage = usage;
    this.clock = clock;
    thread = new Thread(null, this::run, "usage", STACK_BYTES);
    thread.setDaemon(true);
  }

  void start() {
    thread.start();
  }

  void end() {
    thread.interrupt();
  }

  UsageHistory history() {
    return history;
  }

  /** Says that a page looks, until it is closed. */
  Watch watch() {
    lock.lock();
    try {
      watchers++;
      turned.signalAll();
      return new Watch(news.number());
    } finally {
      lock.unlock();
    }
  }

  /** One page that looks; belongs to one thread. */
  final class Watch implements AutoCloseable {
    private long seen;

    private Watch(long seen) {
      this.seen = seen;
    }

    /** The next sample, when there is one. */
    News next() throws InterruptedException {
      lock.lockInterruptibly();
      try {
        while (news.number() == seen) {
          turned.await();
        }
        seen = news.number();
        return news;
      } finally {
        lock.unlock();
      }
    }

    @Override
    public void close() {
      lock.lock();
      try {
        watchers--;
      } finally {
        lock.unlock();
      }
    }
  }

  private void run() {
    try {
      long begun = clock.ticks().nanos();
      long cost = 0;
      while (true) {
        // First, too: the start of the daemon is busy enough.
        rest(begun, cost);
        begun = clock.ticks().nanos();
        sample();
        cost = clock.ticks().nanos() - begun;
      }
    } catch (InterruptedException stopping) {
      // The daemon ends.
    }
  }

  /** A page that comes shortens the rest. */
  private void rest(long begun, long cost) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (true) {
        // The cost is measured by the clock on the wall, so a busy machine must not stop it for
        // long.
        long pause =
            watchers > 0
                ? Math.clamp(SHARE * cost, WATCHED_NANOS, ALONE_NANOS)
                : Math.clamp(
                    SHARE_ALONE * (cost == 0 ? firstCost() : cost),
                    ALONE_NANOS,
                    LONGEST_ALONE_NANOS);
        long left = begun + pause - clock.ticks().nanos();
        if (left <= 0) {
          return;
        }
        long ignored = turned.awaitNanos(left);
      }
    } finally {
      lock.unlock();
    }
  }

  private long firstCost() {
    long processes = fleet.snapshot().groups().stream().mapToInt(g -> g.processes().size()).sum();
    return FIRST_NANOS + FIRST_EACH_NANOS * processes;
  }

  /** Takes a sample now. */
  void sample() {
    Map<Namespec, ProcessUsage.Usage> now = read(fleet.snapshot());
    Instant time = clock.wall();
    history.add(time.toEpochMilli(), now);
    lock.lock();
    try {
      if (watchers > 0 || news.number() == 0) {
        news = new News(news.number() + 1, json(time, now, last));
        turned.signalAll();
      }
      last = now;
    } finally {
      lock.unlock();
    }
  }

  private Map<Namespec, ProcessUsage.Usage> read(FleetSnapshot snapshot) {
    var processes = ProcessJson.sorted(snapshot);
    Map<Integer, ProcessUsage.Usage> byPid = usage.of(ProcessJson.pids(processes));
    Map<Namespec, ProcessUsage.Usage> byName = new LinkedHashMap<>();
    for (ProcessView process : processes) {
      byName.put(process.spec().namespec(), byPid.get(process.pid()));
    }
    return byName;
  }

  private static String json(
      Instant time,
      Map<Namespec, ProcessUsage.Usage> now,
      Map<Namespec, ProcessUsage.Usage> before) {
    StringBuilder text = new StringBuilder("{\"time\":").append(Json.text(time));
    text.append(",\"processes\":{");
    String comma = "";
    for (Map.Entry<Namespec, ProcessUsage.Usage> entry : now.entrySet()) {
      ProcessUsage.Usage used = entry.getValue();
      if (used != null && !used.equals(before.get(entry.getKey()))) {
        text.append(comma).append(Json.text(entry.getKey().qualified())).append(":[");
        text.append(used.cpu()).append(',').append(used.rss()).append(']');
        comma = ",";
      }
    }
    return text.append("}}").toString();
  }
}
