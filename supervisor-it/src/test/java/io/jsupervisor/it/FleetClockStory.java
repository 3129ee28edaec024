package io.jsupervisor.it;

import static java.util.stream.Collectors.joining;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Somebody sets the clocks of machines: a library that is loaded before the C library gives each
 * daemon and its processes a wall clock of their own. Elapsed time goes on, and so do waits, as
 * they do when a clock is set.
 */
@Tag("slow")
class FleetClockStory {
  private static final int TTL = 5;

  @TempDir Path root;

  @Test
  void clocksSetADayForthAndAYearBack_nobodyLeaves_newsTravels_andTheDeadLeaveInTime() {
    Path library = root.resolve("wall-clock.so");
    compile(library);
    Clock first = new Clock(root.resolve("clock-one"), library);
    Clock second = new Clock(root.resolve("clock-two"), library);
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

      first.set(Duration.ofDays(1));
      second.set(Duration.ofDays(-365));
      // Each has kept its lease alive for longer than this lasts.
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

  private void compile(Path library) {
    Path source = root.resolve("wall-clock.c");
    try (InputStream in = FleetClockStory.class.getResourceAsStream("/clock/wall-clock.c")) {
      Files.copy(in, source);
      Process gcc =
          new ProcessBuilder(
                  "gcc", "-O2", "-shared", "-fPIC", "-o", library.toString(), source.toString())
              .inheritIO()
              .start();
      assertEquals(0, gcc.waitFor(), "gcc (cure: apt-get install gcc libc6-dev)");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A wall clock that can be set while it is read: how far it is from the machine's. */
  private static final class Clock {
    private final Path file;
    private final Path library;
    private final MappedByteBuffer ahead;

    Clock(Path file, Path library) {
      this.file = file;
      this.library = library;
      try (FileChannel channel =
          FileChannel.open(
              file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
        ahead = channel.map(FileChannel.MapMode.READ_WRITE, 0, Long.BYTES);
        ahead.order(ByteOrder.nativeOrder());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    void set(Duration from) {
      ahead.putLong(0, from.toSeconds());
    }

    Place place() {
      return new Place(
          Place.HERE.address(),
          List.of("/usr/bin/env", "LD_PRELOAD=" + library, "WALL_CLOCK=" + file));
    }
  }
}
