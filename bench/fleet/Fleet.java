import io.jsupervisor.daemon.cluster.ClusterView;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;

/**
 * Many members of one fleet in one process, on one etcd: what it is asked, and how long it takes
 * until everybody knows. Arguments: nodes, instances a node, seconds at rest, changes, seconds
 * without etcd.
 */
public final class Fleet {
  private static final int TTL = 10;
  private static final long PATIENCE_SECONDS = 300;

  private final Store store;
  private final List<Node> nodes = new ArrayList<>();
  private final int instances;

  private Fleet(Store store, int count, int instances, Path state) {
    this.store = store;
    this.instances = instances;
    for (int i = 0; i < count; i++) {
      nodes.add(new Node("node" + i, store.endpoint, TTL, instances, state));
    }
  }

  private boolean isWhole(ClusterView view) {
    return view.connected() && view.instances().size() == nodes.size() * instances;
  }

  /** Milliseconds until everybody sees it. */
  private double everybody(Predicate<ClusterView> sees, Change change) throws Exception {
    CountDownLatch all = new CountDownLatch(nodes.size());
    nodes.forEach(node -> node.await(sees, all));
    long begun = System.nanoTime();
    change.make();
    if (!all.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
      throw new IllegalStateException(
          all.getCount() + " nodes do not see it; etcd: " + store.counts());
    }
    return (System.nanoTime() - begun) / 1e6;
  }

  private interface Change {
    void make() throws Exception;
  }

  /** The most requests that etcd got within a second, while something goes on. */
  private final class Peak implements AutoCloseable {
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private final AtomicLong most = new AtomicLong();
    private long last;

    Peak(long last) {
      this.last = last;
      timer.scheduleAtFixedRate(this::look, 1, 1, TimeUnit.SECONDS);
    }

    private void look() {
      try {
        long now = store.counts().all();
        long before = last;
        last = now;
        most.accumulateAndGet(now - before, Math::max);
      } catch (Exception away) {
        // looked at again in a second
      }
    }

    long end() throws InterruptedException {
      timer.shutdown();
      timer.awaitTermination(30, TimeUnit.SECONDS);
      look();
      return most.get();
    }

    @Override
    public void close() {
      timer.shutdownNow();
    }
  }

  private void start() throws Exception {
    Store.Counts before = store.counts();
    try (Peak peak = new Peak(before.all())) {
      double joined =
          everybody(this::isWhole, () -> nodes.forEach(node -> node.member.begin(node)));
      Store.Counts counts = store.counts().since(before);
      System.out.printf(
          "%d nodes x %d instances begin at once: all know all after %.0f ms; %s, at most %d"
              + " requests a second, %d losses%n",
          nodes.size(), instances, joined, counts, peak.end(), Node.LOSSES.get());
    }
  }

  private void rest(int seconds) throws Exception {
    TimeUnit.SECONDS.sleep(3);
    Store.Counts before = store.counts();
    TimeUnit.SECONDS.sleep(seconds);
    Store.Counts counts = store.counts().since(before);
    System.out.printf(
        "at rest, %d s: %.1f writes a minute, %.1f requests a second (%s)%n",
        seconds, counts.revision() * 60.0 / seconds, (double) counts.all() / seconds, counts);
  }

  private static boolean isUnready(ClusterView view, String node, int number) {
    String process = "web_%02d".formatted(number);
    return view.instances().stream()
        .anyMatch(i -> i.node().equals(node) && i.process().name().equals(process) && !i.ready());
  }

  private void changes(int count) throws Exception {
    Store.Counts before = store.counts();
    double[] times = new double[count];
    for (int i = 0; i < count; i++) {
      Node node = nodes.get(i % nodes.size());
      int number = i / nodes.size() % instances;
      times[i] = everybody(view -> isUnready(view, node.name, number), () -> node.unready(number));
    }
    Arrays.sort(times);
    System.out.printf(
        "a change, until all %d know it: median %.0f ms, 95%% %.0f ms, most %.0f ms; %.2f writes a"
            + " change%n",
        nodes.size(),
        times[count / 2],
        times[count * 95 / 100],
        times[count - 1],
        store.counts().since(before).revision() / (double) count);
  }

  /** Every node has one change while nobody can be told. */
  private void outage(int seconds) throws Exception {
    long revision = store.counts().revision();
    store.kill();
    everybody(view -> !view.connected(), () -> {});
    nodes.forEach(node -> node.unready(instances - 1));
    TimeUnit.SECONDS.sleep(seconds);
    int gone = 0;
    for (Node node : nodes) {
      gone += node.member.view().instances().size() == nodes.size() * instances ? 0 : 1;
    }
    store.start();
    try (Peak peak = new Peak(0)) {
      Store.Counts zero = store.counts();
      double back =
          everybody(
              view ->
                  isWhole(view)
                      && nodes.stream().allMatch(n -> isUnready(view, n.name, instances - 1)),
              () -> {});
      Store.Counts counts = store.counts().since(Store.none());
      System.out.printf(
          "etcd away for %d s (%d nodes forgot somebody): all agree again %.0f ms after its first"
              + " answer; %s, %d writes of it, at most %d requests a second%n",
          seconds, gone, back, counts, counts.revision() - revision, peak.end());
      TimeUnit.SECONDS.sleep(2L * TTL);
      Store.Counts later = store.counts().since(counts);
      System.out.printf(
          "the %d s after that: %s, %.1f requests a second; etcd had answered %d before%n",
          2 * TTL, later, later.all() / (2.0 * TTL), zero.all());
      everybody(this::isWhole, () -> {});
    }
  }

  public static void main(String[] args) throws Exception {
    Path work = Files.createTempDirectory("fleet");
    try (Store store = new Store(work)) {
      store.start();
      Fleet fleet = new Fleet(store, Integer.parseInt(args[0]), Integer.parseInt(args[1]), work);
      fleet.start();
      fleet.rest(Integer.parseInt(args[2]));
      fleet.changes(Integer.parseInt(args[3]));
      int outage = Integer.parseInt(args[4]);
      if (outage > 0) {
        fleet.outage(outage);
      }
      fleet.nodes.forEach(node -> node.member.close());
    } finally {
      System.out.flush();
    }
    System.exit(0);
  }
}
