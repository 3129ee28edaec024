package io.jsupervisor.fleet;

import io.jsupervisor.daemon.cluster.ClusterView;
import io.jsupervisor.daemon.cluster.FleetMaker;
import io.jsupervisor.daemon.cluster.FleetMember;
import io.jsupervisor.daemon.cluster.LocalInstance;
import io.jsupervisor.daemon.cluster.LocalSide;
import io.jsupervisor.daemon.config.FleetSpec;
import io.jsupervisor.daemon.core.Namespec;
import io.jsupervisor.daemon.core.Ticks;
import io.jsupervisor.daemon.log.DaemonLog;
import io.jsupervisor.daemon.os.Clock;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/** A real member with processes that exist on paper only; its wall clock can be set. */
final class TestNode implements LocalSide, AutoCloseable {
  private static final long DEADLINE_NANOS = TimeUnit.SECONDS.toNanos(60);

  final String name;
  private final int instances;
  private final FleetMember member;
  private final Semaphore news = new Semaphore(0);
  private final ConcurrentLinkedQueue<String> log = new ConcurrentLinkedQueue<>();
  private final ConcurrentLinkedQueue<ClusterView> views = new ConcurrentLinkedQueue<>();
  private volatile Duration ahead = Duration.ZERO;
  private volatile boolean ready = true;

  TestNode(RealEtcd etcd, Path root, String name, int ttl) {
    this(etcd.endpoint, root, name, ttl, Optional.of("10.0.0.1"), 1);
  }

  /**
   * @param instances how many
   */
  TestNode(
      String endpoint, Path root, String name, int ttl, Optional<String> address, int instances) {
    this.name = name;
    this.instances = instances;
    FleetSpec spec =
        new FleetSpec(
            "site",
            List.of(endpoint),
            name,
            address,
            ttl,
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());
    member =
        new EtcdMaker()
            .make(
                spec,
                new FleetMaker.Surroundings(
                    new SetClock(), new Kept(), Optional.empty(), "1", 1, root.resolve(name)));
    member.begin(this);
  }

  /** Ticks of the machine, wall time as it was set. */
  private final class SetClock implements Clock {
    @Override
    public Ticks ticks() {
      return Clock.SYSTEM.ticks();
    }

    @Override
    public Instant wall() {
      return Clock.SYSTEM.wall().plus(ahead);
    }
  }

  private final class Kept implements DaemonLog {
    @Override
    public void log(Level level, String message) {
      log.add(message);
    }

    @Override
    public boolean isEnabled(Level level) {
      return true;
    }
  }

  /** Sets the wall clock forward, or back. */
  void setClock(Duration by) {
    ahead = by;
  }

  void setReady(boolean now) {
    ready = now;
    member.changed(Map.of(), Set.of());
  }

  /** Its proxies get a program from other machines, and act by a revision. */
  void proxies(String program, long applied) {
    member.changed(Map.of(), Set.of(program));
    member.applied(applied);
  }

  List<String> log() {
    return List.copyOf(log);
  }

  ClusterView view() {
    return member.view();
  }

  /** Waits until the view is as wanted. */
  ClusterView await(Predicate<ClusterView> wanted) throws InterruptedException {
    long until = System.nanoTime() + DEADLINE_NANOS;
    ClusterView view = member.view();
    while (!wanted.test(view)) {
      if (!news.tryAcquire(until - System.nanoTime(), TimeUnit.NANOSECONDS)) {
        throw new AssertionError(name + " sees " + view + ", log " + log);
      }
      view = member.view();
    }
    return view;
  }

  @Override
  public List<LocalInstance> instances() {
    return IntStream.range(0, instances).mapToObj(this::instance).toList();
  }

  private LocalInstance instance(int number) {
    return new LocalInstance(
        new Namespec("web", number == 0 ? "web" : "web" + number),
        "web",
        "RUNNING",
        ready,
        "10.0.0.1",
        8000,
        "http",
        1,
        "0123456789ab",
        100,
        1);
  }

  @Override
  public boolean isRunning() {
    return true;
  }

  /** Every view there was since the start. */
  List<ClusterView> views() {
    return List.copyOf(views);
  }

  @Override
  public void viewChanged() {
    views.add(member.view());
    news.release();
  }

  @Override
  public void close() {
    try {
      member.close();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}
