package io.jsupervisor.fleet;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.jsupervisor.daemon.cluster.ClusterView;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A machine's clock is set, by hand or by NTP: leases and staleness go by elapsed time. */
@Tag("slow")
@Timeout(120)
class ClockSetTest {
  private static final int TTL = 5;

  @TempDir Path root;

  @Test
  void clocksSetADayForthAndAYearBack_noLeaseEnds_nothingIsWritten() throws Exception {
    try (RealEtcd etcd = new RealEtcd(root, "http");
        TestNode one = new TestNode(etcd, root, "one", TTL);
        TestNode two = new TestNode(etcd, root, "two", TTL)) {
      ClusterView before = agreed(one, two);
      one.setClock(Duration.ofDays(1));
      two.setClock(Duration.ofDays(-365));
      // Both have kept their leases alive for longer than these last.
      etcd.awaitMoreRequests("LeaseKeepAlive", 2 * (3 + 1));
      for (TestNode node : List.of(one, two)) {
        ClusterView now = node.await(ClusterView::connected);
        assertEquals(before.revision(), now.revision(), "nothing was written");
        assertEquals(before.nodes(), now.nodes(), "nobody is stale");
        assertEquals(before.instances(), now.instances());
      }
      // Those whose clocks are wrong still learn and tell.
      two.setReady(false);
      one.await(view -> !ready(view, "two"));
      one.setReady(false);
      two.await(view -> !ready(view, "one"));
    }
  }

  @Test
  void clockSetWhileTheStoreIsAway_nobodyIsForgottenOrKept() throws Exception {
    try (RealEtcd etcd = new RealEtcd(root, "http");
        TestNode one = new TestNode(etcd, root, "one", TTL)) {
      try (TestNode two = new TestNode(etcd, root, "two", TTL)) {
        ClusterView before = agreed(one, two);
        etcd.kill();
        one.await(view -> !view.connected());
        one.setClock(Duration.ofDays(1));
        two.setClock(Duration.ofDays(-1));
        assertEquals(before.instances(), one.view().instances(), "as it was");
        etcd.start();
        ClusterView after = agreed(one, two);
        assertEquals(before.instances(), after.instances());
      }
      one.await(view -> view.nodes().size() == 1);
    }
  }

  private static ClusterView agreed(TestNode one, TestNode two) throws InterruptedException {
    ClusterView ignored = two.await(ClockSetTest::complete);
    return one.await(ClockSetTest::complete);
  }

  private static boolean complete(ClusterView view) {
    return view.connected()
        && view.nodes().size() == 2
        && view.nodes().stream().noneMatch(node -> node.stale())
        && ready(view, "one")
        && ready(view, "two");
  }

  private static boolean ready(ClusterView view, String node) {
    return view.instances().stream().anyMatch(i -> i.node().equals(node) && i.ready());
  }
}
