import io.jsupervisor.daemon.cluster.ClusterView;
import io.jsupervisor.daemon.cluster.FleetMaker;
import io.jsupervisor.daemon.cluster.FleetMember;
import io.jsupervisor.daemon.cluster.LocalInstance;
import io.jsupervisor.daemon.cluster.LocalSide;
import io.jsupervisor.daemon.cluster.PeerInstance;
import io.jsupervisor.daemon.config.FleetSpec;
import io.jsupervisor.daemon.core.Namespec;
import io.jsupervisor.daemon.log.DaemonLog;
import io.jsupervisor.daemon.os.Clock;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Many members of one fleet in one process: the real client, processes that exist on paper only.
 * What the store is asked to write, and how long a change takes to be known to everybody.
 * Arguments: endpoint, nodes, instances a node, seconds at rest, changes.
 */
public final class Fleet {
  private static final Pattern REVISION = Pattern.compile("\"revision\":\"(\\d+)\"");

  /** A node of the fleet. */
  private static final class Node implements LocalSide {
    final FleetMember member;
    private final int instances;
    private volatile int unready = -1;
    private volatile Predicate<ClusterView> wanted = view -> false;
    private volatile CountDownLatch latch = new CountDownLatch(0);

    Node(FleetMember member, int instances) {
      this.member = member;
      this.instances = instances;
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
    public void viewChanged() {
      if (wanted.test(member.view())) {
        wanted = view -> false;
        latch.countDown();
      }
    }
  }

  private static final class Silent implements DaemonLog {
    @Override
    public void log(Level level, String message) {
      if (level.number() >= Level.WARN.number()) {
        System.err.println(message);
      }
    }

    @Override
    public boolean isEnabled(Level level) {
      return level.number() >= Level.WARN.number();
    }
  }

  private static long revision(String endpoint) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(endpoint + "/v3/kv/range"))
            .POST(HttpRequest.BodyPublishers.ofString("{\"key\":\"eA==\"}"))
            .build();
    try (HttpClient client = HttpClient.newHttpClient()) {
      Matcher found =
          REVISION.matcher(client.send(request, HttpResponse.BodyHandlers.ofString()).body());
      return found.find() ? Long.parseLong(found.group(1)) : 0;
    }
  }

  private static double everybody(List<Node> nodes, Predicate<ClusterView> sees, Runnable change)
      throws InterruptedException {
    CountDownLatch all = new CountDownLatch(nodes.size());
    nodes.forEach(node -> node.await(sees, all));
    long begun = System.nanoTime();
    change.run();
    if (!all.await(60, TimeUnit.SECONDS)) {
      throw new IllegalStateException(all.getCount() + " nodes do not see it");
    }
    return (System.nanoTime() - begun) / 1e6;
  }

  public static void main(String[] args) throws Exception {
    String endpoint = args[0];
    int count = Integer.parseInt(args[1]);
    int instances = Integer.parseInt(args[2]);
    int rest = Integer.parseInt(args[3]);
    int changes = Integer.parseInt(args[4]);
    Path state = Files.createTempDirectory("fleet");
    FleetMaker maker = java.util.ServiceLoader.load(FleetMaker.class).findFirst().orElseThrow();
    List<Node> nodes = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      FleetSpec spec =
          new FleetSpec(
              "bench",
              List.of(endpoint),
              "node" + i,
              Optional.of("10.0.0.1"),
              30,
              Optional.empty(),
              Optional.empty(),
              Optional.empty(),
              Optional.empty(),
              Optional.empty());
      nodes.add(
          new Node(
              maker.make(
                  spec,
                  new FleetMaker.Surroundings(
                      Clock.SYSTEM,
                      new Silent(),
                      Optional.empty(),
                      "bench",
                      i,
                      state.resolve("node" + i))),
              instances));
    }
    long before = revision(endpoint);
    // One after another: here all machines share the processors of one.
    long begun = System.nanoTime();
    for (int i = 0; i < count; i++) {
      Node node = nodes.get(i);
      int present = (i + 1) * instances;
      double _ =
          everybody(
              List.of(node),
              view -> view.connected() && view.instances().size() == present,
              () -> node.member.begin(node));
    }
    double _ =
        everybody(
            nodes,
            view -> view.connected() && view.instances().size() == count * instances,
            () -> {});
    double joined = (System.nanoTime() - begun) / 1e6;
    System.out.printf(
        "%d nodes x %d instances: all have joined and know all after %.0f ms, %d writes%n",
        count, instances, joined, revision(endpoint) - before);
    TimeUnit.SECONDS.sleep(3);
    before = revision(endpoint);
    TimeUnit.SECONDS.sleep(rest);
    System.out.printf(
        "at rest: %.1f writes a minute%n", (revision(endpoint) - before) * 60.0 / rest);
    before = revision(endpoint);
    double[] times = new double[changes];
    for (int i = 0; i < changes; i++) {
      String name = "node" + i % count;
      int number = i / count % instances;
      Node node = nodes.get(i % count);
      times[i] =
          everybody(
              nodes,
              view ->
                  view.instances().stream()
                      .anyMatch(p -> p.node().equals(name) && isUnready(p, number)),
              () -> node.unready(number));
    }
    Arrays.sort(times);
    System.out.printf(
        "a change, until all %d know it: median %.0f ms, 95%% %.0f ms, most %.0f ms; %.2f writes a"
            + " change%n",
        count,
        times[changes / 2],
        times[changes * 95 / 100],
        times[changes - 1],
        (revision(endpoint) - before) / (double) changes);
    nodes.forEach(node -> node.member.close());
    System.exit(0);
  }

  private static boolean isUnready(PeerInstance instance, int number) {
    return instance.process().name().equals("web_%02d".formatted(number)) && !instance.ready();
  }
}
