package io.jsupervisor.daemon.os.posix;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jsupervisor.daemon.core.ExitStatus;
import io.jsupervisor.daemon.core.Pid;
import io.jsupervisor.daemon.core.Signal;
import io.jsupervisor.daemon.os.Clock;
import io.jsupervisor.daemon.os.LaunchPlan;
import io.jsupervisor.daemon.os.Pipes;
import io.jsupervisor.daemon.os.Processes.Reaped;
import io.jsupervisor.daemon.os.Processes.SpawnResult;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** Real children for tests: plans, their output, their ends. Kills what a test leaves behind. */
public final class PosixRig implements AutoCloseable {
  private static final long PATIENCE = 20_000_000_000L;

  /** What a child that has ended wrote, and how it ended. */
  public record Run(String stdout, String stderr, ExitStatus status) {}

  final PosixDoorbell doorbell = PosixDoorbell.open();
  final PosixProcesses processes;
  private final Set<Pid> alive = new HashSet<>();

  public PosixRig() {
    this(true);
  }

  PosixRig(boolean pidfds) {
    processes = new PosixProcesses(doorbell, false, pidfds);
  }

  public PosixProcesses processes() {
    return processes;
  }

  /** A plan with the usual settings. */
  public static LaunchPlan plan(String file, String... arguments) {
    List<String> argv = new ArrayList<>(List.of(file));
    argv.addAll(List.of(arguments));
    return new LaunchPlan(
        file,
        argv,
        List.of("PATH=/usr/bin:/bin", "LC_ALL=C.UTF-8"),
        Optional.empty(),
        OptionalInt.empty(),
        OptionalInt.empty(),
        false,
        List.of(),
        false);
  }

  public static LaunchPlan sh(String script) {
    return plan("/bin/sh", "-c", script);
  }

  public SpawnResult.Spawned spawn(LaunchPlan plan) {
    SpawnResult.Spawned spawned =
        assertInstanceOf(SpawnResult.Spawned.class, processes.spawn(plan), plan.toString());
    alive.add(spawned.pid());
    return spawned;
  }

  /** Reaps until so many have ended. */
  public List<Reaped> reap(int count) {
    List<Reaped> ended = new ArrayList<>();
    long deadline = Clock.SYSTEM.ticks().nanos() + PATIENCE;
    while (ended.size() < count) {
      assertTrue(Clock.SYSTEM.ticks().nanos() < deadline, "only these ended in time: " + ended);
      doorbell.await(100_000_000L);
      ended.addAll(processes.reap());
    }
    ended.forEach(one -> alive.remove(one.pid()));
    return ended;
  }

  /** Runs a child to its end. */
  public Run run(LaunchPlan plan) {
    SpawnResult.Spawned child = spawn(plan);
    try (EpollPipes pipes = new EpollPipes()) {
      String stdout = read(pipes, child.stdout());
      String stderr = child.stderr() == -1 ? "" : read(pipes, child.stderr());
      pipes.close(child.stdout());
      pipes.close(child.stderr());
      pipes.close(child.stdin());
      return new Run(stdout, stderr, reap(1).getFirst().status());
    }
  }

  /** A pipe of the test's own: the end to read from, and the end to write to. */
  public static int[] pipe() {
    int[] ends = new int[2];
    assertEquals(0, Native.LIBC.pipe2(ends, Linux.O_CLOEXEC | Linux.O_NONBLOCK));
    return ends;
  }

  /** Everything until the pipe's end, as text. */
  static String read(EpollPipes pipes, int fd) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    ByteBuffer buffer = ByteBuffer.allocateDirect(4096);
    try {
      pipes.watchReadable(fd, 1);
      for (int n; (n = pipes.read(fd, buffer.clear())) != Pipes.END; ) {
        if (n == Pipes.EMPTY) {
          pipes.await(PATIENCE);
        }
        byte[] bytes = new byte[n];
        buffer.flip().get(bytes);
        all.writeBytes(bytes);
      }
      pipes.unwatch(fd);
    } catch (java.io.IOException refused) {
      throw new AssertionError(refused);
    }
    return all.toString(StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    alive.forEach(pid -> processes.signal(pid, Signal.KILL, true));
    reap(alive.size());
    processes.close();
    doorbell.close();
  }
}
