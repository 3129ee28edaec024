package io.jsupervisor.it;

import static java.util.stream.Collectors.joining;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Somebody sets the clocks of machines. Debian's libfaketime gives each daemon and its processes a
 * wall clock of their own; elapsed time goes on, as it does when a clock is set.
 */
@Tag("slow")
class FleetClockStory {
  private static final int TTL = 5;

  @TempDir Path root;

  @Test
  void clocksSetADayForthAndAYearBack_nobodyLeaves_newsTravels_andTheDeadLeaveInTime() {
    Clock first = new Clock(root.resolve("clock-one"));
    Clock second = new Clock(root.resolve("clock-two"));
    Machine one = Machine.of(root, "one", 1, first.place());
    Machine two = Machine.of(root, "two", 1, second.place());
    List<Integer> all = new ArrayList<>(one.ports());
    all.addAll(two.ports());
    try (EtcdUnderTest etcd = EtcdUnderTest.start(root, 1);
        DaemonUnderTest here =
            one.start(one.small(), one.fleet(etcd.endpoints(), TTL) + one.nginx(""));
        DaemonUnderTest there = two.start(two.small(), two.fleet(etcd.endpoints(), TTL))) {
      one.awaitInRotation(all);
      List<Long> children = children(here, 2);
      children.addAll(children(there, 1));
      String upstream = one.upstreamFile();

      first.set("+1d");
      second.set("-365d");
      // Each has read its clock anew, and kept its lease alive for longer than this lasts.
      long kept = keptAlive(etcd);
      there.await("leases kept", () -> keptAlive(etcd) >= kept + 2 * (3 + 1));
      assertEquals(upstream, one.upstreamFile());
      List<Long> now = children(here, 2);
      now.addAll(children(there, 1));
      assertEquals(children, now);
      for (DaemonUnderTest daemon : List.of(here, there)) {
        Output nodes = daemon.ctl("fleet", "nodes");
        assertEquals(
            2, nodes.out().lines().filter(line -> line.contains("live")).count(), nodes::toString);
        assertFalse(nodes.out().contains("stale"), nodes::toString);
        assertEquals("", nodes.err());
      }

      String ours = web(one);
      assertEquals(0, here.ctl("stop", ours).code());
      one.awaitInRotation(two.ports());
      assertEquals(0, here.ctl("start", ours).code());
      one.awaitInRotation(all);
      String theirs = web(two);
      assertEquals(0, here.ctl("fleet", "stop", "two:" + theirs).code());
      one.awaitInRotation(one.ports());
      assertEquals(0, there.ctl("start", theirs).code());
      one.awaitInRotation(all);
      // Else nothing was shown: the daemons' own lines are of those days.
      LocalDate today = LocalDate.now(ZoneId.systemDefault());
      assertTrue(since(one, today.plusDays(1)).contains("stopped: " + name(ours)), one::log);
      assertTrue(since(two, today.minusDays(365)).contains("stopped: " + name(theirs)), two::log);
      String fleet = since(one, today.plusDays(1)) + since(two, today.minusDays(365));
      assertFalse(fleet.contains("[fleet]"), fleet);

      there.kill();
      one.awaitInRotation(one.ports());
      assertFalse(here.ctl("fleet", "nodes").out().contains("two "), one::log);
    } catch (AssertionError failed) {
      failed.addSuppressed(new AssertionError("the other's log:\n" + two.log()));
      throw failed;
    }
  }

  private static String web(Machine machine) {
    return "web:web_%02d".formatted(machine.ports().getFirst() % 100);
  }

  private static String name(String namespec) {
    return namespec.substring(namespec.indexOf(':') + 1);
  }

  /** What its daemon has logged on a day of its own clock. */
  private static String since(Machine machine, LocalDate day) {
    return machine.log().lines().filter(line -> line.startsWith(day + " ")).collect(joining("\n"));
  }

  private static List<Long> children(DaemonUnderTest daemon, int count) {
    Map<String, ProcessLine> running = daemon.awaitRunning(count);
    return new ArrayList<>(running.values().stream().map(ProcessLine::pid).sorted().toList());
  }

  private static long keptAlive(EtcdUnderTest etcd) {
    return etcd.requests().getOrDefault("LeaseKeepAlive", 0L);
  }

  /** A wall clock that can be set while it is read: how far it is from the machine's. */
  private record Clock(Path file) {
    private static final String LIBRARY = "/usr/$LIB/faketime/libfaketimeMT.so.1";

    Clock {
      write(file, "+0");
    }

    void set(String ahead) {
      write(file, ahead);
    }

    /** Whoever reads must never find half of it. */
    private static void write(Path file, String ahead) {
      try {
        Path next = file.resolveSibling(file.getFileName() + ".next");
        Files.writeString(next, ahead + "\n");
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    Place place() {
      return new Place(
          Place.HERE.address(),
          List.of(
              "/usr/bin/env",
              "LD_PRELOAD=" + LIBRARY,
              "FAKETIME_TIMESTAMP_FILE=" + file,
              "FAKETIME_CACHE_DURATION=1",
              "FAKETIME_DONT_FAKE_MONOTONIC=1"));
    }
  }
}
