package io.jsupervisor.daemon.api;

import io.jsupervisor.daemon.cluster.ClusterView;
import io.jsupervisor.daemon.cluster.PeerInstance;
import io.jsupervisor.daemon.cluster.PeerNode;
import io.jsupervisor.daemon.cluster.Peers;
import io.jsupervisor.daemon.core.Namespec;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Two machines, one of them stale. */
final class FakePeers implements Peers {
  volatile boolean present = true;

  @Override
  public boolean present() {
    return present;
  }

  @Override
  public ClusterView view() {
    return new ClusterView(
        "site",
        "one",
        true,
        false,
        Optional.of(Instant.EPOCH),
        "http://10.0.0.9:2379 does not answer",
        7,
        List.of(
            new PeerNode(
                "one", "10.0.0.1", "http://10.0.0.1:9001", "0.1.0", 1, 5, 10, List.of(), false),
            new PeerNode("two", "10.0.0.2", "", "0.1.0", 1, 5, 10, List.of("web"), true)),
        List.of(instance("one", "10.0.0.1", 8000), instance("two", "", 0)));
  }

  private static PeerInstance instance(String node, String host, int port) {
    return new PeerInstance(
        node,
        new Namespec("web", "web_00"),
        "web",
        "RUNNING",
        port > 0,
        false,
        host,
        port,
        "http",
        1,
        "0123456789ab",
        12,
        5,
        6);
  }

  @Override
  public void changed(Map<Namespec, Long> held, Set<String> proxied) {}

  @Override
  public Asked asked(Namespec process, long number) {
    return Asked.NEVER;
  }

  @Override
  public void applied(long revision) {}
}
