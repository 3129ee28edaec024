package io.jsupervisor.fleet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jsupervisor.daemon.cluster.ClusterView;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a store is asked for when it is back. It counts itself, from zero at its start. */
@Tag("slow")
@Timeout(120)
class StoreBackTest {
  @TempDir Path root;

  private static boolean ready(ClusterView view, String node, boolean is) {
    return view.connected()
        && view.instances().stream().anyMatch(i -> i.node().equals(node) && i.ready() == is);
  }

  private static void awaitBoth(TestNode one, TestNode two) throws InterruptedException {
    for (TestNode node : new TestNode[] {one, two}) {
      node.await(view -> ready(view, "one", true) && ready(view, "two", true));
    }
  }

  @Test
  void storeBackAfterAMoment_watchGoesOn_nothingIsListedAgain() throws Exception {
    try (RealEtcd etcd = new RealEtcd(root, "http");
        TestNode one = new TestNode(etcd, root, "one", 60);
        TestNode two = new TestNode(etcd, root, "two", 60)) {
      awaitBoth(one, two);
      long listed = Long.MAX_VALUE;
      for (boolean ready : new boolean[] {false, true, false}) {
        etcd.kill();
        one.await(view -> !view.connected());
        two.await(view -> !view.connected());
        two.setReady(ready);
        etcd.start();
        one.await(view -> ready(view, "two", ready));
        two.await(view -> ready(view, "two", ready));
        Map<String, Long> asked = etcd.requests();
        assertEquals(0, asked.getOrDefault("LeaseGrant", 0L), asked::toString);
        assertEquals(1, asked.getOrDefault("Txn", 0L), asked::toString);
        listed = Math.min(listed, asked.getOrDefault("Range", 0L));
      }
      // Some may be asked where a look whether the watch is alive falls in: every ten seconds.
      assertTrue(listed < 2, "each of the two would have to list everything: " + listed);
    }
  }

  /** What changed since is no longer there to be told, so everything is listed. */
  @Test
  void storeBackCompacted_isListed_andTheWatchGoesOn() throws Exception {
    try (RealEtcd etcd = new RealEtcd(root, "http");
        EtcdHttp http = new EtcdHttp(etcd.spec());
        TestNode one = new TestNode(etcd, root, "one", 60);
        TestNode two = new TestNode(etcd, root, "two", 60)) {
      awaitBoth(one, two);
      etcd.compactAfterOthers(http);
      etcd.kill();
      one.await(view -> !view.connected());
      two.await(view -> !view.connected());
      etcd.start();
      for (boolean ready : new boolean[] {false, true, false}) {
        two.setReady(ready);
        one.await(view -> ready(view, "two", ready));
        two.await(view -> ready(view, "two", ready));
      }
    }
  }

  @Test
  void storeWasAwayForLongerThanTheLease_listedOnce_goneNodeIsForgotten() throws Exception {
    try (RealEtcd etcd = new RealEtcd(root, "http");
        TestNode one = new TestNode(etcd, root, "one", 2)) {
      try (TestNode two = new TestNode(etcd, root, "two", 2)) {
        awaitBoth(one, two);
        etcd.kill();
        one.await(view -> !view.connected());
      } // it cannot say that it leaves
      assertEquals(2, one.view().instances().size(), "as it was");
      etcd.start();
      one.await(
          view -> view.connected() && view.nodes().size() == 1 && view.instances().size() == 1);
    }
  }
}
