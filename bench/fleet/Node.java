import io.jsupervisor.daemon.cluster.ClusterView;
import io.jsupervisor.daemon.cluster.FleetMaker;
import io.jsupervisor.daemon.cluster.FleetMember;
import io.jsupervisor.daemon.cluster.LocalInstance;
import io.jsupervisor.daemon.cluster.LocalSide;
import io.jsupervisor.daemon.config.FleetSpec;
import io.jsupervisor.daemon.core.Namespec;
import io.jsupervisor.daemon.log.DaemonLog;
import io.jsupervisor.daemon.os.Clock;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

/** A node of the fleet: the real member, with processes that exist on paper only. */
final class Node implements LocalSide {
  /** How often nodes said that the store is away. */
  static final AtomicInteger LOSSES = new AtomicInteger();

  final String name;
  final FleetMember member;
  private final int instances;
  private volatile int unready = -1;
  private volatile Predicate<ClusterView> wanted = view -> false;
  private volatile CountDownLatch latch = new CountDownLatch(0);

  Node(String name, String endpoint, int ttl, int instances, Path state) {
    this.name = name;
    this.instances = instances;
    FleetSpec spec =
        new FleetSpec(
            "bench",
            List.of(endpoint),
            name,
            Optional.of("10.0.0.1"),
            ttl,
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());
    FleetMaker.Surroundings surroundings =
        new FleetMaker.Surroundings(
            Clock.SYSTEM, new Counting(), Optional.empty(), "bench", 1, state.resolve(name));
    member =
        ServiceLoader.load(FleetMaker.class).findFirst().orElseThrow().make(spec, surroundings);
  }

  private record Counting() implements DaemonLog {
    @Override
    public void log(Level level, String message) {
      if (message.contains("it is tried again")) {
        LOSSES.incrementAndGet();
      } else if (isEnabled(level)) {
        System.err.println(message);
      }
    }

    @Override
    public boolean isEnabled(Level level) {
      return level.number() >= Level.WARN.number();
    }
  }

  @Override
  public List<LocalInstance> instances() {
    List<LocalInstance> all = new ArrayList<>();
    for (int i = 0; i < instances; i++) {
      all.add(
          new LocalInstance(
              new Namespec("web", "web_%02d".formatted(i)),
              "web",
              "RUNNING",
              i != unready,
              "10.0.0.1",
              8000 + i,
              "http",
              1,
              "0123456789ab",
              100 + i,
              1));
    }
    return all;
  }

  void unready(int number) {
    unready = number;
    member.changed(Map.of(), Set.of());
  }

  void await(Predicate<ClusterView> view, CountDownLatch all) {
    latch = all;
    wanted = view;
    viewChanged();
  }

  @Override
  public boolean isRunning() {
    return true;
  }

  @Override
  public synchronized void viewChanged() {
    if (wanted.test(member.view())) {
      wanted = view -> false;
      latch.countDown();
    }
  }
}
