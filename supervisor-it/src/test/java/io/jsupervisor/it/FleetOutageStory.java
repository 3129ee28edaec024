package io.jsupervisor.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * All members of etcd are gone for four leases' time; {@code bench/fleet/outage} has them gone for
 * five minutes.
 */
@Tag("slow")
class FleetOutageStory {
  private static final int TTL = 5;
  private static final int SECONDS = Integer.getInteger("jsupervisor.it.outage", 20);
  private static final String STATUS = "GET /api/v1/fleet HTTP/1.0\r\n\r\n";

  @TempDir Path root;

  /** A file that a proxy reads: its text, and when it was written. */
  private record Written(String text, FileTime at) {
    static Written of(Machine machine) {
      try {
        return new Written(
            machine.upstreamFile(),
            Files.getLastModifiedTime(machine.root().resolve("app-upstream.conf")));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private static Map<String, Long> pids(DaemonUnderTest daemon) {
    Map<String, Long> all = new HashMap<>();
    daemon.status().forEach((name, line) -> all.put(name, line.pid()));
    return all;
  }

  private static boolean isWhole(DaemonUnderTest daemon, int instances) {
    Output status = daemon.ctl("fleet", "status");
    return status.err().isEmpty()
        && !status.out().contains("stale")
        && status.out().lines().filter(line -> line.contains(" ready, ")).count() == instances;
  }

  private static void awaitWhole(List<DaemonUnderTest> daemons, int instances) {
    for (DaemonUnderTest daemon : daemons) {
      daemon.await("all agree", () -> isWhole(daemon, instances));
    }
  }

  @Test
  void allMembersAway_nothingLocalIsTouchedOrRefused_allAgreeAgainWithFewRequests() {
    Machine one = Machine.of(root, "one", 2);
    Machine two = Machine.of(root, "two", 2);
    Machine front = Machine.of(root, "front", 0);
    try (EtcdUnderTest etcd = EtcdUnderTest.start(root, 3);
        DaemonUnderTest first =
            one.start(one.small(), one.fleet(etcd.endpoints(), TTL) + one.nginx(""));
        DaemonUnderTest second = two.start(two.small(), two.fleet(etcd.endpoints(), TTL));
        DaemonUnderTest balancer =
            front.start("", front.fleet(etcd.endpoints(), TTL) + front.nginx(""))) {
      List<DaemonUnderTest> all = List.of(first, second, balancer);
      List<Machine> machines = List.of(one, two, front);
      List<Integer> ports = new ArrayList<>(one.ports());
      ports.addAll(two.ports());
      one.awaitInRotation(ports);
      front.awaitInRotation(ports);
      first.awaitRunning(3);
      second.awaitRunning(2);
      balancer.awaitRunning(1);
      awaitWhole(all, 6);
      List<Map<String, Long>> pids = all.stream().map(FleetOutageStory::pids).toList();
      List<Written> files = List.of(Written.of(one), Written.of(front));

      etcd.killAll();
      long until = System.nanoTime() + Duration.ofSeconds(SECONDS).toNanos();
      for (int i = 0; i < all.size(); i++) {
        DaemonUnderTest daemon = all.get(i);
        daemon.await(
            "it is told",
            () -> daemon.ctl("fleet", "status").err().contains("the fleet's store is away"));
        String api = Api.answer(daemon.socket(), STATUS);
        assertTrue(api.contains("\"connected\":false"), api);
        assertTrue(api.contains("\"problem\":\"http://"), api);
        String log = machines.get(i).log();
        assertTrue(log.contains("nothing changes here"), log);
      }
      while (System.nanoTime() < until) {
        assertEquals(files, List.of(Written.of(one), Written.of(front)));
        assertEquals(pids, all.stream().map(FleetOutageStory::pids).toList());
        LockSupport.parkNanos(Math.min(until - System.nanoTime(), 1_000_000_000L));
      }
      String web = "web:web_%02d".formatted(two.ports().getFirst() % 100);
      Output restart = second.ctl("restart", web);
      assertEquals(0, restart.code(), restart::toString);
      second.awaitRunning(2);
      assertNotEquals(pids.get(1).get(web), pids(second).get(web), "it was restarted");
      assertEquals(files, List.of(Written.of(one), Written.of(front)));
      for (Machine machine : machines) {
        String log = machine.log();
        assertEquals(1, log.lines().filter(l -> l.contains("nothing changes here")).count(), log);
      }

      long begun = System.nanoTime();
      etcd.startAll();
      awaitWhole(all, 6);
      Map<String, Long> asked = etcd.requests();
      System.out.println(
          "etcd away for "
              + SECONDS
              + " s: all agree again "
              + Duration.ofNanos(System.nanoTime() - begun)
              + " after its start, asked for "
              + asked
              + " (the test itself asks a Range each look for a leader)");
      // Each publishes what is different once, or all of it once, should its lease have ended.
      assertTrue(asked.getOrDefault("Txn", 0L) <= 2L * all.size(), asked::toString);
      assertTrue(asked.getOrDefault("LeaseGrant", 0L) <= all.size(), asked::toString);
      front.awaitInRotation(ports);
      for (int i = 0; i < all.size(); i++) {
        assertTrue(machines.get(i).log().contains("the store answers again"), one::log);
      }
      assertEquals(pids.get(0), pids(first));
      assertEquals(pids.get(2), pids(balancer));
    }
  }
}
