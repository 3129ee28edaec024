package io.jsupervisor.daemon.os.posix;

import static io.jsupervisor.daemon.os.posix.PosixRig.plan;
import static io.jsupervisor.daemon.os.posix.PosixRig.sh;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jsupervisor.daemon.core.ExitStatus;
import io.jsupervisor.daemon.core.Signal;
import io.jsupervisor.daemon.os.Errno;
import io.jsupervisor.daemon.os.LaunchPlan;
import io.jsupervisor.daemon.os.NativeText;
import io.jsupervisor.daemon.os.Processes.SpawnResult;
import io.jsupervisor.daemon.os.Processes.SpawnResult.Spawned;
import io.jsupervisor.daemon.os.Processes.SpawnStep;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a child finds itself in: each of these breaks a supervisor silently when it is wrong. */
final class ChildFactsTest {
  private final PosixRig rig = new PosixRig();
  @TempDir Path dir;

  @AfterEach
  void close() {
    rig.close();
  }

  private static LaunchPlan with(
      LaunchPlan plan,
      Optional<String> directory,
      OptionalInt umask,
      List<Integer> descriptors,
      boolean session) {
    return new LaunchPlan(
        plan.file(),
        plan.argv(),
        plan.environment(),
        directory,
        umask,
        OptionalInt.empty(),
        false,
        descriptors,
        session);
  }

  private String status(String field) {
    return rig.run(plan("/bin/grep", "-E", "^" + field, "/proc/self/status"))
        .stdout()
        .replaceAll("\\s+", " ")
        .strip();
  }

  @Test
  void child_signalMask_isEmptyAndNothingIsIgnored() {
    // A JVM's own spawn leaves SIGQUIT blocked, and stopsignal=QUIT would never arrive.
    assertEquals("SigBlk: 0000000000000000 SigIgn: 0000000000000000", status("(SigBlk|SigIgn)"));
  }

  @Test
  void child_stopsignalQuit_arrives() {
    Spawned child = rig.spawn(plan("/bin/sleep", "1000"));
    rig.processes.signal(child.pid(), Signal.QUIT, false);
    ExitStatus.Killed end =
        assertInstanceOf(ExitStatus.Killed.class, rig.reap(1).getFirst().status());
    assertEquals(Signal.QUIT, end.signal());
  }

  @Test
  void child_descriptors_areThreeOnly() {
    // ls itself opens one to read the directory.
    assertEquals("0\n1\n2\n3\n", rig.run(plan("/bin/ls", "/proc/self/fd")).stdout());
  }

  /** Mended: the classic tool leaves those from minfds on to its children. */
  @Test
  void row63_descriptorsAboveMinfds_areClosedInChildrenToo() throws Exception {
    Files.writeString(dir.resolve("a"), "A");
    int[] high = open(dir.resolve("a"));
    int copy = 1_100;
    assertEquals(copy, Native.LIBC.dup2(high[0], copy));
    assertEquals("0\n1\n2\n3\n", rig.run(plan("/bin/ls", "/proc/self/fd")).stdout());
    Native.LIBC.close(copy);
    Native.LIBC.close(high[0]);
  }

  @Test
  void child_passedDescriptors_startAtThreeInOrder() throws Exception {
    Files.writeString(dir.resolve("a"), "A");
    Files.writeString(dir.resolve("b"), "B");
    int[] a = open(dir.resolve("a"));
    int[] b = open(dir.resolve("b"));
    LaunchPlan plan = sh("cat <&3; cat <&4; ls /proc/self/fd | wc -l");
    String out =
        rig.run(with(plan, Optional.empty(), OptionalInt.empty(), List.of(b[0], a[0]), false))
            .stdout();
    assertEquals("BA6", out.strip());
    Native.LIBC.close(a[0]);
    Native.LIBC.close(b[0]);
  }

  /** A pipe filled from a file: a descriptor of ours to pass on. */
  private static int[] open(Path file) throws Exception {
    int[] ends = new int[2];
    Native.LIBC.pipe2(ends, Linux.O_CLOEXEC);
    byte[] bytes = Files.readAllBytes(file);
    Native.LIBC.write(ends[1], NativeMemory.of(bytes), bytes.length);
    Native.LIBC.close(ends[1]);
    return ends;
  }

  @Test
  void descriptorsThatSwapPlaces_arePassedUnharmed() {
    int[] pair = new int[2];
    Native.LIBC.pipe2(pair, Linux.O_CLOEXEC);
    ChildDescriptors descriptors = new ChildDescriptors();
    // 0 and 1 as sources for 3 and 4 lie among the targets and must be moved away first.
    assertEquals(
        0,
        descriptors.open(
            with(sh("true"), Optional.empty(), OptionalInt.empty(), List.of(1, 0), false)));
    assertEquals(5, descriptors.count());
    descriptors.closeAll();
    Native.LIBC.close(pair[0]);
    Native.LIBC.close(pair[1]);
  }

  @Test
  void row59_child_leadsItsOwnGroup_inOurSession() {
    String[] stat = rig.run(plan("/bin/cat", "/proc/self/stat")).stdout().split(" ", -1);
    assertEquals(stat[0], stat[4], "process group");
    assertNotEquals(stat[0], stat[5], "session");
  }

  @Test
  void child_withOwnSession_leadsIt() {
    String[] stat =
        rig.run(
                with(
                    plan("/bin/cat", "/proc/self/stat"),
                    Optional.empty(),
                    OptionalInt.empty(),
                    List.of(),
                    true))
            .stdout()
            .split(" ", -1);
    assertEquals(stat[0], stat[4], "process group");
    assertEquals(stat[0], stat[5], "session");
  }

  @Test
  void child_withDirectory_isThere_andWeAreNot() throws Exception {
    String here = Path.of("").toRealPath().toString();
    LaunchPlan plan =
        with(plan("/bin/pwd"), Optional.of(dir.toString()), OptionalInt.empty(), List.of(), false);
    assertEquals(dir.toRealPath().toString(), rig.run(plan).stdout().strip());
    assertEquals(here, Path.of("").toRealPath().toString());
  }

  @Test
  void child_withUmask_hasIt_andTheNextHasOurs() {
    LaunchPlan own = with(sh("umask"), Optional.empty(), OptionalInt.of(0127), List.of(), false);
    String ours = rig.run(sh("umask")).stdout();
    assertEquals("0127\n", rig.run(own).stdout());
    assertEquals(ours, rig.run(sh("umask")).stdout());
  }

  @Test
  void threadStartedBetweenSpawns_childUmaskSet_neverSharesIt() throws Exception {
    // A reload starts new loops from the core's thread; they would create logs with a child's mask.
    LaunchPlan own = with(sh(":"), Optional.empty(), OptionalInt.of(0127), List.of(), false);
    rig.run(own);
    CountDownLatch look = new CountDownLatch(1);
    String[] seen = new String[1];
    Thread later =
        Thread.ofPlatform()
            .start(
                () -> {
                  try {
                    look.await();
                    seen[0] = Files.readString(Path.of("/proc/thread-self/status"));
                  } catch (IOException | InterruptedException e) {
                    seen[0] = e.toString();
                  }
                });
    rig.run(own);
    int ours = Native.LIBC.umask(05);
    try {
      look.countDown();
      later.join();
    } finally {
      Native.LIBC.umask(ours);
    }
    assertTrue(seen[0].contains("Umask:"), seen[0]);
    assertFalse(seen[0].contains("Umask:\t0005"), seen[0]);
  }

  @Test
  void umaskByShell_whereUnshareIsRefused_isTheSame() {
    LaunchPlan plan = sh("umask; echo \"$1\"");
    List<String> argv = new ArrayList<>(plan.argv());
    argv.addAll(List.of("sh", "a b"));
    assertEquals(
        "0127\na b\n", rig.run(Spawner.bySh(plan.withCommand("/bin/sh", argv), 0127)).stdout());
  }

  @Test
  void child_environmentAndArguments_areByteForByte() {
    String odd = NativeText.decode(new byte[] {'x', (byte) 0xff, (byte) 0xc3, (byte) 0xa4});
    List<String> environment = List.of("A=1 2", "B=" + odd, "C=");
    LaunchPlan plan = plan("/usr/bin/env", "-0");
    LaunchPlan all =
        new LaunchPlan(
            plan.file(),
            plan.argv(),
            environment,
            Optional.empty(),
            OptionalInt.empty(),
            OptionalInt.empty(),
            false,
            List.of(),
            false);
    // The rig decodes strictly, so the stray byte shows as U+FFFD; od shows it as it is.
    assertEquals(3, rig.run(all).stdout().split("\0", -1).length - 1);
    LaunchPlan words = sh("printf '%s' \"$1\" | od -An -tx1");
    List<String> argv = new ArrayList<>(words.argv());
    argv.addAll(List.of("sh", odd));
    assertEquals("78 ff c3 a4", rig.run(words.withCommand("/bin/sh", argv)).stdout().strip());
  }

  @Test
  void noEnvironment_child_hasNone() {
    LaunchPlan plan = plan("/usr/bin/env");
    LaunchPlan none =
        new LaunchPlan(
            plan.file(),
            plan.argv(),
            List.of(),
            Optional.empty(),
            OptionalInt.empty(),
            OptionalInt.empty(),
            false,
            List.of(),
            false);
    assertEquals("", rig.run(none).stdout());
  }

  @Test
  void longArguments_areWhole() {
    String words = "w".repeat(100_000);
    assertEquals(words, rig.run(plan("/bin/echo", "-n", words)).stdout());
  }

  @Test
  void scriptWithoutInterpreter_fails_ENOEXEC() throws Exception {
    Path script = Files.writeString(dir.resolve("script"), "echo hello\n");
    assertTrue(script.toFile().setExecutable(true));
    assertEquals(
        new SpawnResult.Failed(SpawnStep.SPAWNING, Errno.ENOEXEC),
        rig.processes.spawn(plan(script.toString())));
  }

  @Test
  void missingDirectory_fails_ENOENT() {
    assertEquals(
        new SpawnResult.Failed(SpawnStep.SPAWNING, Errno.ENOENT),
        rig.processes.spawn(
            with(sh("true"), Optional.of("/no/such"), OptionalInt.empty(), List.of(), false)));
  }

  @Test
  void noDescriptorLeft_failsMakingPipes_andLeaksNone() throws Exception {
    Limits.Limit before = Limits.get(Limits.Resource.DESCRIPTORS);
    rig.run(sh("true")); // loads every class first: that takes descriptors
    List<String> open = descriptors();
    long highest = open.stream().mapToLong(Long::parseLong).max().orElseThrow();
    List<Integer> fillers = new ArrayList<>();
    try {
      assertTrue(
          Limits.set(Limits.Resource.DESCRIPTORS, new Limits.Limit(highest + 4, before.hard())));
      for (int fd; (fd = Native.LIBC.eventfd(0, Linux.O_CLOEXEC)) != -1; ) {
        fillers.add(fd);
      }
      Native.LIBC.close(fillers.removeLast());
      Native.LIBC.close(fillers.removeLast());
      Native.LIBC.close(fillers.removeLast());
      // Three are free: the first pipe fits, the second does not.
      assertEquals(
          new SpawnResult.Failed(SpawnStep.MAKING_PIPES, Errno.EMFILE),
          rig.processes.spawn(sh("true")));
    } finally {
      Limits.set(Limits.Resource.DESCRIPTORS, before);
      fillers.forEach(Native.LIBC::close);
    }
    assertEquals(open, descriptors());
  }

  private static List<String> descriptors() throws Exception {
    try (var fds = Files.list(Path.of("/proc/self/fd"))) {
      return fds.filter(Files::isSymbolicLink)
          .map(fd -> fd.getFileName().toString())
          .sorted()
          .collect(Collectors.toList());
    }
  }

  @Test
  void daemonEnds_areClosedWithTheChildsEnd_andDoNotBlock() {
    Spawned child = rig.spawn(plan("/bin/sleep", "1000"));
    for (int fd : new int[] {child.stdin(), child.stdout(), child.stderr()}) {
      assertTrue((Native.LIBC.fcntl(fd, Linux.F_GETFL, 0) & Linux.O_NONBLOCK) != 0);
      assertEquals(1, Native.LIBC.fcntl(fd, 1, 0), "close-on-exec of " + fd);
    }
  }

  @Test
  void wholeGroup_signalled_grandchildEndsToo() throws Exception {
    Spawned child = rig.spawn(sh("sleep 1000 & echo $!; wait"));
    try (EpollPipes pipes = new EpollPipes()) {
      pipes.watchReadable(child.stdout(), 1);
      pipes.await(-1);
      pipes.unwatch(child.stdout());
      rig.processes.signal(child.pid(), Signal.KILL, true);
      rig.reap(1);
      // Its end closes the last writer of the pipe: reading to the end is the proof.
      assertTrue(Integer.parseInt(PosixRig.read(pipes, child.stdout()).strip()) > 0);
    }
  }

  @Test
  void orphan_daemonIsSubreaper_isReapedAsNotOurs() throws Exception {
    // In a JVM of its own nothing else may wait for children; here nothing does.
    try (PosixDoorbell doorbell = PosixDoorbell.open();
        PosixProcesses adopting = new PosixProcesses(doorbell, true)) {
      assertTrue(PosixProcesses.becomeSubreaper());
      // The grandchild ends only when its parent is reaped: before, the shell itself may collect
      // it.
      String script =
          "sh -c 'while kill -0 $0 2>/dev/null; do sleep 0.01; done; exit 7' $$ & echo $!; exit 3";
      Spawned child = assertInstanceOf(Spawned.class, adopting.spawn(sh(script)));
      List<String> ends = new ArrayList<>();
      for (int turn = 0; ends.size() < 2; turn++) {
        assertTrue(turn < 400, "only these ended in time: " + ends);
        doorbell.await(50_000_000L);
        adopting
            .reap()
            .forEach(one -> ends.add(one.status().text() + (one.ours() ? " ours" : " orphan")));
      }
      assertEquals(
          List.of("exit status 3 ours", "exit status 7 orphan"), ends.stream().sorted().toList());
      assertTrue(child.pid().value() > 0);
    } finally {
      Native.LIBC.prctl(Linux.PR_SET_CHILD_SUBREAPER, 0, 0, 0, 0);
    }
  }
}
