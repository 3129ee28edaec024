package io.jsupervisor.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two machines and three members of etcd, each in a network of its own on one switch; a cable is
 * pulled, and nobody's connections end by that.
 */
@Tag("slow")
class FleetPartitionStory {
  private static final int TTL = 5;

  @TempDir Path root;

  @BeforeEach
  void needsNamespaces() {
    Assumptions.assumeTrue(
        NetUnderTest.isPossible(), "this user may make no network namespaces and bridges here");
  }

  private static List<Integer> both(Machine one, Machine two) {
    List<Integer> all = new ArrayList<>(one.ports());
    all.addAll(two.ports());
    return all;
  }

  private static boolean agrees(DaemonUnderTest daemon) {
    Output nodes = daemon.ctl("fleet", "nodes");
    return nodes.err().isEmpty()
        && nodes.out().lines().count() == 2
        && !nodes.out().contains("stale");
  }

  private static List<Long> children(DaemonUnderTest daemon) {
    return daemon.awaitRunning(daemon.status().size()).values().stream()
        .map(ProcessLine::pid)
        .sorted()
        .toList();
  }

  @Test
  void cableOfAMachineThenOfAMember_pulledAndPutBack_othersFollow_itselfStays() {
    try (NetUnderTest net = NetUnderTest.start()) {
      Machine one = Machine.of(root, "one", 2, net.add("one"));
      Machine two = Machine.of(root, "two", 2, net.add("two"));
      List<Place> places = List.of(net.add("m0"), net.add("m1"), net.add("m2"));
      try (EtcdUnderTest etcd = EtcdUnderTest.startIn(root, places);
          DaemonUnderTest first =
              one.start(one.small(), one.fleet(etcd.endpoints(), TTL) + one.nginx(""));
          DaemonUnderTest second =
              two.start(two.small(), two.fleet(etcd.endpoints(), TTL) + two.nginx(""))) {
        one.awaitInRotation(both(one, two));
        two.awaitInRotation(both(one, two));
        first.awaitRunning(3);
        second.awaitRunning(3);
        assertTrue(two.upstreamFile().contains(one.place().address() + ":"), two::upstreamFile);

        List<Long> children = children(second);
        String file = two.upstreamFile();
        long pulled = System.nanoTime();
        net.unplug("two");
        one.awaitInRotation(one.ports());
        System.out.println(
            "cut off: out of the upstream after "
                + Duration.ofNanos(System.nanoTime() - pulled)
                + ", ttl "
                + TTL
                + " s");
        second.await(
            "it is told",
            () -> second.ctl("fleet", "status").err().contains("the fleet's store is away"));
        assertEquals(file, two.upstreamFile(), "its own ones, and the others as they were");
        assertEquals(children, children(second));
        Output restart = second.ctl("restart", "--rolling", "web:*");
        assertEquals(0, restart.code(), restart::toString);
        two.awaitInRotation(both(one, two));
        assertEquals(one.ports(), one.portsInRotation());

        net.plug("two");
        first.await("both agree", () -> agrees(first));
        second.await("both agree", () -> agrees(second));
        one.awaitInRotation(both(one, two));
        two.awaitInRotation(both(one, two));

        // The member that both are with: they go to the next, and news still travels.
        net.unplug("m0");
        assertEquals(0, first.ctl("stop", "web:*").code());
        two.awaitInRotation(two.ports());
        assertEquals(0, first.ctl("start", "web:*").code());
        two.awaitInRotation(both(one, two));
        one.awaitInRotation(both(one, two));
        net.plug("m0");
        first.await("both agree", () -> agrees(first));
        second.await("both agree", () -> agrees(second));
      }
    }
  }
}
