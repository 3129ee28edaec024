package io.jsupervisor.fleet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jsupervisor.daemon.cluster.ClusterView;
import io.jsupervisor.daemon.cluster.PeerInstance;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** One node's lease lasts for seconds, the other's for minutes. */
@Tag("slow")
@Timeout(120)
class TtlsDifferTest {
  private static final int SHORT = 2;
  private static final int LONG = 300;

  @TempDir Path root;

  @Test
  void storeHangsForLongerThanTheShortLease_whoeverHasTheLongOneDropsNobody() throws Exception {
    try (RealEtcd etcd = new RealEtcd(root, "http");
        TestNode patient = new TestNode(etcd, root, "patient", LONG);
        TestNode brief = new TestNode(etcd, root, "brief", SHORT)) {
      ClusterView before = patient.await(view -> view.connected() && brief(view).isPresent());
      long written = brief(before).orElseThrow().revision();
      ClusterView ignored = brief.await(view -> view.connected() && view.nodes().size() == 2);
      int seen = patient.views().size();

      etcd.signal("STOP");
      long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(2 * SHORT);
      while (System.nanoTime() < until) {
        LockSupport.parkNanos(until - System.nanoTime()); // the lease ends there, and tells nobody
      }
      etcd.signal("CONT");

      ClusterView after =
          patient.await(
              view ->
                  view.connected()
                      && brief(view).filter(is -> is.revision() > written).isPresent());
      assertEquals(2, after.nodes().size());
      List<ClusterView> meanwhile = patient.views().subList(seen, patient.views().size());
      assertTrue(meanwhile.stream().allMatch(view -> brief(view).isPresent()), meanwhile::toString);
    }
  }

  private static Optional<PeerInstance> brief(ClusterView view) {
    return view.instances().stream().filter(is -> is.node().equals("brief")).findFirst();
  }
}
