package io.jsupervisor.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Three machines and one before them, on three members of etcd; everything that breaks does. */
@Tag("slow")
class FleetSuiteStory {
  private static final int TTL = 5;

  @TempDir Path root;
  private final List<Machine> machines = new ArrayList<>();
  private Machine front;

  @BeforeEach
  void prepare() {
    for (String name : List.of("one", "two", "three")) {
      machines.add(Machine.of(root, name, 3));
    }
    front = Machine.of(root, "front", 0);
  }

  private List<Integer> ports(Machine... without) {
    List<Integer> all = new ArrayList<>();
    machines.stream()
        .filter(machine -> !List.of(without).contains(machine))
        .forEach(machine -> all.addAll(machine.ports()));
    return all;
  }

  private DaemonUnderTest start(int number, EtcdUnderTest etcd, String program) {
    return machines.get(number).start(program, machines.get(number).fleet(etcd.endpoints(), TTL));
  }

  private DaemonUnderTest startFront(EtcdUnderTest etcd) {
    return front.start("", front.fleet(etcd.endpoints(), TTL) + front.nginx("method=least_conn\n"));
  }

  @Test
  void machinesDie_hang_andComeBack_upstreamFollows() {
    try (EtcdUnderTest etcd = EtcdUnderTest.start(root, 3);
        DaemonUnderTest one = start(0, etcd, machines.get(0).small());
        DaemonUnderTest two = start(1, etcd, machines.get(1).small());
        DaemonUnderTest balancer = startFront(etcd)) {
      try (DaemonUnderTest three = start(2, etcd, machines.get(2).small())) {
        front.awaitInRotation(ports());
        long killed = System.nanoTime();
        three.kill();
        front.awaitInRotation(ports(machines.get(2)));
        tell("killed", killed);
      }
      try (DaemonUnderTest three = machines.get(2).again()) {
        front.awaitInRotation(ports());

        List<Long> children = children(three);
        long stopped = System.nanoTime();
        DaemonUnderTest.kill("STOP", three.pid());
        front.awaitInRotation(ports(machines.get(2)));
        tell("suspended", stopped);
        DaemonUnderTest.kill("CONT", three.pid());
        front.awaitInRotation(ports());
        assertEquals(children, children(three), "it came back without harm");
        three.await(
            "it knows all again",
            () -> three.ctl("fleet", "status").err().isEmpty() && !nodes(three).contains("stale"));
      }
      front.awaitInRotation(ports(machines.get(2)));
      one.awaitRunning(3);
      two.awaitRunning(3);
      balancer.awaitRunning(1);
    }
  }

  /** How long it took is told and not judged: the machine may be busy. */
  private static void tell(String what, long since) {
    System.out.println(
        what
            + ": out of the upstream after "
            + Duration.ofNanos(System.nanoTime() - since)
            + ", ttl "
            + TTL
            + " s");
  }

  @Test
  void membersOfTheStoreDie_hang_andLoseTheirMajority_nothingLocalChanges() {
    try (EtcdUnderTest etcd = EtcdUnderTest.start(root, 3);
        DaemonUnderTest one = start(0, etcd, machines.get(0).small());
        DaemonUnderTest two = start(1, etcd, machines.get(1).small());
        DaemonUnderTest three = start(2, etcd, machines.get(2).small());
        DaemonUnderTest balancer = startFront(etcd)) {
      front.awaitInRotation(ports());

      // One member hangs: whoever was with it goes to the next, and news still travels.
      DaemonUnderTest.kill("STOP", etcd.pid(0));
      assertEquals(0, one.ctl("stop", "web:*").code());
      front.awaitInRotation(ports(machines.get(0)));
      assertEquals(0, one.ctl("start", "web:*").code());
      front.awaitInRotation(ports());
      DaemonUnderTest.kill("CONT", etcd.pid(0));

      // Two of three are gone: no majority. Everything stays; a restart is done all the same.
      List<Long> children = children(one, two, three);
      String file = front.upstreamFile();
      etcd.kill(0);
      etcd.kill(1);
      for (DaemonUnderTest daemon : List.of(one, two, three, balancer)) {
        daemon.await(
            "the store is missed",
            () -> daemon.ctl("fleet", "status").err().contains("the fleet's store is away"));
      }
      assertEquals(file, front.upstreamFile());
      assertEquals(children, children(one, two, three));
      Output restart = two.ctl("restart", "--rolling", "web:*");
      assertEquals(0, restart.code(), restart::toString);
      assertEquals(file, front.upstreamFile());

      etcd.startMember(0);
      etcd.startMember(1);
      etcd.awaitLeader();
      for (DaemonUnderTest daemon : List.of(one, two, three, balancer)) {
        daemon.await(
            "all agree",
            () -> {
              Output status = daemon.ctl("fleet", "status");
              return status.err().isEmpty()
                  && status.out().lines().filter(line -> line.contains(", pid")).count() == 10
                  && !status.out().contains("stale");
            });
      }
      front.awaitInRotation(ports());
    }
  }

  /** All leases end while it hangs: whoever is back first must not drop the others. */
  @Test
  void storeHangsForLongerThanTheLeases_nobodyLeavesTheUpstream() {
    try (EtcdUnderTest etcd = EtcdUnderTest.start(root, 1);
        DaemonUnderTest one = start(0, etcd, machines.get(0).small());
        DaemonUnderTest two = start(1, etcd, machines.get(1).small());
        DaemonUnderTest balancer = startFront(etcd)) {
      List<Integer> all = ports(machines.get(2));
      front.awaitInRotation(all);
      DaemonUnderTest.kill("STOP", etcd.pid(0));
      balancer.await("stale nodes", () -> nodes(balancer).contains("stale"));
      long until = System.nanoTime() + Duration.ofSeconds(2 * TTL).toNanos();
      boolean past =
          Await.answer(
              "the leases' end",
              () -> Optional.of(true).filter(yes -> System.nanoTime() > until),
              () -> "");
      assertTrue(past);
      DaemonUnderTest.kill("CONT", etcd.pid(0));
      balancer.await(
          "live nodes",
          () -> {
            assertEquals(all.stream().sorted().toList(), front.portsInRotation());
            return !nodes(balancer).contains("stale");
          });
      assertEquals(all.stream().sorted().toList(), front.portsInRotation());
      one.awaitRunning(3);
      two.awaitRunning(3);
    }
  }

  private static String nodes(DaemonUnderTest daemon) {
    return daemon.ctl("fleet", "nodes").out();
  }

  private static List<Long> children(DaemonUnderTest... daemons) {
    List<Long> all = new ArrayList<>();
    for (DaemonUnderTest daemon : daemons) {
      int count = daemon.status().size();
      daemon.awaitRunning(count).values().forEach(line -> all.add(line.pid()));
    }
    return all.stream().sorted().toList();
  }
}
