package io.jsupervisor.daemon.streams;

import static io.jsupervisor.daemon.os.posix.PosixRig.sh;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jsupervisor.daemon.core.Namespec;
import io.jsupervisor.daemon.core.ProcessSpec;
import io.jsupervisor.daemon.core.Signal;
import io.jsupervisor.daemon.core.Ticks;
import io.jsupervisor.daemon.os.Clock;
import io.jsupervisor.daemon.os.LaunchPlan;
import io.jsupervisor.daemon.os.Processes.SpawnResult.Spawned;
import io.jsupervisor.daemon.os.Specs;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Bytes of real processes, through real pipes, into real files. */
final class StreamLoopTest {
  private static final Namespec WEB = new Namespec("web", "web");

  @TempDir Path dir;

  private final AtomicLong now = new AtomicLong();
  private final StreamRig rig =
      new StreamRig(
          new Clock() {
            @Override
            public Ticks ticks() {
              return new Ticks(now.get());
            }

            @Override
            public Instant wall() {
              return Instant.EPOCH;
            }
          });

  @AfterEach
  void close() {
    rig.close();
  }

  private String path(String name) {
    return dir.resolve(name).toString();
  }

  private ProcessSpec web(long maxBytes, int backups) {
    return Specs.logging(
        "web",
        Specs.file(path("out"), maxBytes, backups),
        Specs.file(path("err"), maxBytes, backups));
  }

  private Spawned start(ProcessSpec spec, String script) {
    return rig.start(spec, sh(script), path("out"), path("err"));
  }

  private String read(String name) throws IOException {
    return Files.readString(dir.resolve(name), UTF_8);
  }

  @Test
  void child_writesBoth_eachToItsLog() throws Exception {
    start(web(0, 0), "echo one; echo two >&2");
    rig.finish(WEB, 1);
    assertEquals("one\n", read("out"));
    assertEquals("two\n", read("err"));
  }

  @Test
  void flood_ofManyMegabytes_nothingIsLost() throws Exception {
    start(web(0, 0), "head -c 20000000 /dev/zero");
    rig.finish(WEB, 1);
    assertEquals(20_000_000, Files.size(dir.resolve("out")));
  }

  @Test
  void log_existed_isAppendedTo() throws Exception {
    Files.writeString(dir.resolve("out"), "before\n");
    start(web(0, 0), "echo after");
    rig.finish(WEB, 1);
    assertEquals("before\nafter\n", read("out"));
  }

  @Test
  void redirectedStderr_written_isInOrderInStdoutsLog() throws Exception {
    LaunchPlan plan = sh("for i in 1 2 3 4 5; do echo o$i; echo e$i >&2; done");
    LaunchPlan redirected =
        new LaunchPlan(
            plan.file(),
            plan.argv(),
            plan.environment(),
            Optional.empty(),
            OptionalInt.empty(),
            OptionalInt.empty(),
            true,
            plan.descriptors(),
            false);
    ProcessSpec spec =
        Specs.of(
            "web",
            "web",
            "true",
            Optional.empty(),
            Optional.empty(),
            Map.of(),
            Specs.file(path("out"), 0, 0),
            Specs.none(),
            true);
    rig.start(spec, redirected, path("out"), "");
    rig.finish(WEB, 1);
    assertEquals("o1\ne1\no2\ne2\no3\ne3\no4\ne4\no5\ne5\n", read("out"));
  }

  @Test
  void childrenThatDieRightAfterWriting_reaped_noByteIsLost() throws Exception {
    int count = 100;
    ProcessSpec spec = web(0, 0);
    for (int i = 0; i < count; i++) {
      start(spec, "printf '%064d\\n' " + i + "; kill -9 $$");
    }
    rig.finish(WEB, count);
    assertEquals(
        java.util.stream.IntStream.range(0, count).mapToObj(i -> "%064d".formatted(i)).toList(),
        read("out").lines().sorted().toList());
  }

  @Test
  void rotation_underLoad_allFilesTogetherAreTheBytes() throws Exception {
    start(web(100_000, 1000), "seq 1 300000");
    rig.finish(WEB, 1);
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    int files = 0;
    while (Files.exists(dir.resolve("out." + (files + 1)))) {
      files++;
    }
    for (int i = files; i >= 1; i--) {
      byte[] part = Files.readAllBytes(dir.resolve("out." + i));
      assertTrue(part.length >= 100_000 && part.length < 100_000 + 128 * 1024, "size of out." + i);
      all.writeBytes(part);
    }
    all.writeBytes(Files.readAllBytes(dir.resolve("out")));
    ByteArrayOutputStream expected = new ByteArrayOutputStream();
    for (int i = 1; i <= 300_000; i++) {
      expected.writeBytes((i + "\n").getBytes(UTF_8));
    }
    assertTrue(files >= 8, "rotated files: " + files);
    assertArrayEquals(expected.toByteArray(), all.toByteArray());
  }

  @Test
  void fiftyWriters_oneLog_everyLineIsThere() throws Exception {
    ProcessSpec spec = web(20_000, 1000);
    for (int i = 0; i < 50; i++) {
      start(spec, "i=0; while [ $i -lt 100 ]; do echo line; i=$((i+1)); done");
    }
    rig.finish(WEB, 50);
    long lines = 0;
    try (var files = Files.newDirectoryStream(dir, "out*")) {
      for (Path file : files) {
        lines += Files.readAllLines(file).size();
      }
    }
    assertEquals(5000, lines);
  }

  @Test
  void row20_grandchildHoldsThePipe_childEnds_drainIsDoneAndTheBytesAreThere() throws Exception {
    start(web(0, 0), "sleep 1000 & echo $! >&2; echo last words");
    rig.finish(WEB, 1);
    assertEquals("last words\n", read("out"));
    int grandchild = Integer.parseInt(read("err").strip());
    ProcessHandle.of(grandchild).ifPresent(ProcessHandle::destroyForcibly);
  }

  @Test
  void grandchildFloodsThePipe_childEnds_drainStillEnds() throws Exception {
    start(web(1_000_000, 1), "echo $$ >&2; yes & kill -9 $$");
    rig.finish(WEB, 1);
    assertTrue(rig.loop.attached().isEmpty());
  }

  @Test
  void logsOpenLate_childEndedBefore_everythingIsWritten() throws Exception {
    ProcessSpec spec = web(0, 0);
    CompletableFuture<Streams.OpenLogs> later = new CompletableFuture<>();
    Spawned child = rig.start(web(0, 0), sh("echo early"), later);
    rig.children.reap(1);
    java.util.concurrent.CountDownLatch drained = new java.util.concurrent.CountDownLatch(1);
    rig.loop.drain(WEB, child.pid(), drained::countDown);
    rig.loop.reopenAll().get();
    assertEquals(1, drained.getCount(), "drained before its logs were open");
    later.complete(rig.loop.openLogs(spec, path("out"), path("err")));
    assertTrue(drained.await(30, java.util.concurrent.TimeUnit.SECONDS));
    assertEquals("early\n", read("out"));
  }

  @Test
  void noLog_childWritesMuch_isNotBlocked() throws Exception {
    ProcessSpec spec = Specs.of("web", "web", "true");
    rig.start(spec, sh("head -c 1000000 /dev/zero; echo done >&2"), "", "");
    rig.finish(WEB, 1);
    assertTrue(rig.warnings.isEmpty(), rig.warnings::toString);
  }

  @Test
  void noLog_tapOpen_readerGetsTheBytes() throws Exception {
    try (LogTaps.Tap tap = rig.loop.open(WEB, Channel.STDOUT)) {
      rig.start(Specs.of("web", "web", "true"), sh("echo live"), "", "");
      rig.finish(WEB, 1);
      assertEquals("live\n", new String(tap.next(10_000).bytes(), UTF_8));
    }
  }

  @Test
  void fullDisk_bytesAreCountedAndSaidOnceAMinute() throws Exception {
    ProcessSpec spec =
        Specs.logging("web", Specs.file("/dev/full", 0, 0), Specs.file(path("err"), 0, 0));
    Spawned child =
        rig.start(
            spec, sh("while read x; do echo $x; echo $x >&2; done"), "/dev/full", path("err"));
    say(child, "12345", "12345\n");
    say(child, "678", "12345\n678\n");
    assertEquals(1, rig.warnings.size(), rig.warnings::toString);
    assertTrue(rig.warnings.getFirst().contains("web stdout: 6 bytes of output were dropped"));
    assertTrue(rig.warnings.getFirst().contains("No space left on device"));
    now.addAndGet(61_000_000_000L);
    say(child, "9", "12345\n678\n9\n");
    rig.loop.reopenAll().get();
    assertEquals(2, rig.warnings.size(), rig.warnings::toString);
    assertTrue(
        rig.warnings.get(1).contains("web stdout: 4 bytes of output were dropped"),
        rig.warnings.get(1));
  }

  /** The child has echoed the line to both: when it is in one log the other was tried. */
  private void say(Spawned child, String line, String expected) throws Exception {
    rig.loop.write(WEB, child.pid(), (line + "\n").getBytes(UTF_8)).get();
    awaitLog("err", expected);
    rig.loop.reopenAll().get();
  }

  private void awaitLog(String name, String expected) throws Exception {
    long deadline = System.nanoTime() + 20_000_000_000L;
    while (!read(name).equals(expected)) {
      assertTrue(System.nanoTime() < deadline, name + " holds only: " + read(name));
      Thread.onSpinWait();
    }
  }

  @Test
  void log_movedAwayAndReopened_goesOnInANewFile() throws Exception {
    Spawned child = start(web(0, 0), "cat");
    rig.loop.write(WEB, child.pid(), "one\n".getBytes(UTF_8)).get();
    awaitLog("out", "one\n");
    Files.move(dir.resolve("out"), dir.resolve("moved"));
    rig.loop.reopenAll().get();
    rig.loop.write(WEB, child.pid(), "two\n".getBytes(UTF_8)).get();
    awaitLog("out", "two\n");
    assertEquals("one\n", read("moved"));
  }

  @Test
  void log_cleared_isANewEmptyFile() throws Exception {
    Spawned child = start(web(0, 0), "cat");
    rig.loop.write(WEB, child.pid(), "one\n".getBytes(UTF_8)).get();
    awaitLog("out", "one\n");
    Object inode = Files.getAttribute(dir.resolve("out"), "unix:ino");
    Path kept = Files.createLink(dir.resolve("kept"), dir.resolve("out"));
    rig.loop.clear(WEB).get();
    assertEquals("", read("out"));
    assertFalse(inode.equals(Files.getAttribute(dir.resolve("out"), "unix:ino")));
    assertEquals("one\n", Files.readString(kept));
  }

  @Test
  void stdin_moreThanThePipeHolds_allArrives() throws Exception {
    Spawned child = start(web(0, 0), "head -c 500000 | wc -c");
    rig.loop.write(WEB, child.pid(), new byte[500_000]).get();
    rig.finish(WEB, 1);
    assertEquals("500000", read("out").strip());
  }

  /**
   * Listeners are written to for each event: memory outside the heap must not wait for a
   * collection.
   */
  @Test
  void stdin_writtenToOften_takesNoMemoryOutsideTheHeap() throws Exception {
    Spawned child = start(web(0, 0), "cat >/dev/null");
    rig.loop.write(WEB, child.pid(), new byte[100]).get();
    long before = directBuffers();
    for (int i = 0; i < 2000; i++) {
      rig.loop.write(WEB, child.pid(), new byte[100]).get();
    }
    assertEquals(before, directBuffers());
  }

  private static long directBuffers() {
    return ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
        .filter(pool -> pool.getName().equals("direct"))
        .mapToLong(BufferPoolMXBean::getCount)
        .sum();
  }

  @Test
  void stdin_closedByTheChild_isEpipe() throws Exception {
    Spawned child = start(web(0, 0), "exec 0<&-; echo closed; exec sleep 1000");
    awaitLog("out", "closed\n");
    ExecutionException broken =
        assertThrows(
            ExecutionException.class,
            () -> rig.loop.write(WEB, child.pid(), new byte[] {'x'}).get());
    assertTrue(broken.getMessage().contains("EPIPE"), broken.getMessage());
  }

  @Test
  void stdin_notReadByTheChild_isBounded() throws Exception {
    Spawned child = start(web(0, 0), "exec sleep 1000");
    rig.loop.write(WEB, child.pid(), new byte[1024 * 1024]).get();
    ExecutionException full =
        assertThrows(
            ExecutionException.class,
            () -> rig.loop.write(WEB, child.pid(), new byte[500_000]).get());
    assertTrue(full.getMessage().contains("does not read"), full.getMessage());
  }

  @Test
  void logThatCannotBeOpened_saysWhichAndWhy() {
    ProcessSpec spec = web(0, 0);
    Streams.LogOpenException missing =
        assertThrows(
            Streams.LogOpenException.class,
            () -> rig.loop.openLogs(spec, path("no/dir/out"), path("err")));
    assertEquals("ENOENT", missing.errno());
    Streams.LogOpenException directory =
        assertThrows(
            Streams.LogOpenException.class,
            () -> rig.loop.openLogs(spec, dir.toString(), path("err")));
    assertEquals("EISDIR", directory.errno());
  }

  @Test
  void discardedLogs_areClosed() throws Exception {
    Streams.OpenLogs logs = rig.loop.openLogs(web(0, 0), path("out"), path("err"));
    assertTrue(descriptorsOf("out") > 0);
    logs.discard();
    rig.loop.reopenAll().get();
    assertEquals(0, descriptorsOf("out"));
  }

  private long descriptorsOf(String name) throws IOException {
    long count = 0;
    try (var fds = Files.newDirectoryStream(Path.of("/proc/self/fd"))) {
      for (Path fd : fds) {
        if (Files.isSymbolicLink(fd)
            && Files.readSymbolicLink(fd).equals(dir.resolve(name).toRealPath())) {
          count++;
        }
      }
    }
    return count;
  }

  @Test
  void row67_pipeAsLog_withLimit_isWrittenWithOneWarning() throws Exception {
    Path fifo = dir.resolve("fifo");
    rig.children.run(sh("mkfifo " + fifo));
    Spawned reader = rig.children.spawn(sh("cat < " + fifo));
    ProcessSpec spec =
        Specs.logging("web", Specs.file(fifo.toString(), 10, 2), Specs.file(path("err"), 0, 0));
    Spawned child = rig.start(spec, sh("echo through the pipe"), fifo.toString(), path("err"));
    ProcessSpec readers = Specs.logging("r", Specs.file(path("out"), 0, 0), Specs.none());
    rig.attach(readers, false, reader, rig.open(readers, path("out"), ""));
    awaitLog("out", "through the pipe\n");
    rig.drain(WEB, child.pid());
    assertEquals(1, rig.warnings.size(), rig.warnings::toString);
    assertTrue(rig.warnings.getFirst().contains("cannot be rotated"));
    rig.children.processes().signal(reader.pid(), Signal.TERM, true);
  }
}
