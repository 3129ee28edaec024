package io.jsupervisor.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A primary load balancer on a machine without workers, before others with real app servers, under
 * wrk: rolling restarts on each of them, one after another.
 */
@Tag("slow")
class FleetLoadStory {
  private static final int TTL = 10;

  @TempDir Path root;
  private final List<Machine> machines = new ArrayList<>();
  private final List<DaemonUnderTest> daemons = new ArrayList<>();

  private void machines(EtcdUnderTest etcd, int workers, String... names) {
    for (String name : names) {
      Machine machine = Machine.of(root, name, workers);
      machines.add(machine);
      daemons.add(machine.start(Machine.gunicorn(), machine.fleet(etcd.endpoints(), TTL)));
    }
  }

  /** Waits until the balancer's proxy uses as many as there are, and that all of them are ready. */
  private static void awaitAll(DaemonUnderTest balancer, int count) {
    balancer.await(
        count + " instances of other machines in rotation",
        () -> BehindProxy.inRotation(balancer).equals(Collections.nCopies(count, "true")));
  }

  private void rollEach(String what, Machine front, DaemonUnderTest balancer, int count) {
    awaitAll(balancer, count);
    balancer.awaitRunning(1);
    try (Load probe = Load.on(front.proxyPort());
        Wrk wrk = Wrk.on(front.proxyPort(), root)) {
      probe.awaitMore(50);
      for (DaemonUnderTest machine : daemons) {
        Output roll = machine.ctl("restart", "--rolling", "web:*");
        assertEquals(0, roll.code(), roll::toString);
        probe.awaitMore(20);
      }
      Wrk.Result result = wrk.stop();
      Load.Result probed = probe.stop();
      System.out.println(
          "rolls over "
              + machines.size()
              + " machines behind "
              + what
              + ": "
              + result
              + ", beside them "
              + probed);
      assertEquals(List.of(), result.errors());
      assertEquals(List.of(), probed.failures());
      assertTrue(result.requests() > 100, result::toString);
    }
    awaitAll(balancer, count);
  }

  @AfterEach
  void close() {
    daemons.reversed().forEach(DaemonUnderTest::close);
  }

  /** Gunicorns on machines behind one proxy, rolled one machine after another under load. */
  private void losesNoRequest(
      String proxy, Function<Machine, String> sections, int members, String... names) {
    Machine front = Machine.of(root, "front", 0);
    try (EtcdUnderTest etcd = EtcdUnderTest.start(root, members)) {
      machines(etcd, names.length, names);
      String fleet = front.fleet(etcd.endpoints(), TTL);
      try (DaemonUnderTest balancer = front.start("", fleet + sections.apply(front))) {
        rollEach(proxy, front, balancer, names.length * names.length);
      }
    }
  }

  @Test
  void nginxBeforeThreeTimesThreeGunicorns_rolledOneMachineAfterAnother_losesNoRequest() {
    losesNoRequest("nginx", front -> front.nginx("method=least_conn\n"), 3, "one", "two", "three");
  }

  @Test
  void apacheBeforeTwoMachines_rolledOneAfterAnother_losesNoRequest() {
    losesNoRequest("Apache", Machine::apache, 1, "one", "two");
  }

  @Test
  void haproxyBeforeTwoMachines_rolledOneAfterAnother_losesNoRequest() {
    losesNoRequest("HAProxy", Machine::haproxy, 1, "one", "two");
  }
}
