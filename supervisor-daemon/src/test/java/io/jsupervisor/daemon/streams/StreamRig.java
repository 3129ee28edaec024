package io.jsupervisor.daemon.streams;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jsupervisor.daemon.core.Namespec;
import io.jsupervisor.daemon.core.Pid;
import io.jsupervisor.daemon.core.ProcessSpec;
import io.jsupervisor.daemon.os.Clock;
import io.jsupervisor.daemon.os.LaunchPlan;
import io.jsupervisor.daemon.os.Processes.SpawnResult.Spawned;
import io.jsupervisor.daemon.os.posix.EpollPipes;
import io.jsupervisor.daemon.os.posix.PosixRig;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Real children whose output goes through a real stream loop. */
final class StreamRig implements AutoCloseable {
  final List<String> warnings = new CopyOnWriteArrayList<>();
  final PosixRig children = new PosixRig();
  final StreamLoop loop;

  StreamRig() {
    this(Clock.SYSTEM);
  }

  StreamRig(Clock clock) {
    loop = StreamLoop.start(new EpollPipes(), clock, warnings::add);
  }

  /** Starts a child with its logs. */
  Spawned start(ProcessSpec spec, LaunchPlan plan, String stdout, String stderr) {
    return start(spec, plan, open(spec, stdout, stderr));
  }

  Spawned start(ProcessSpec spec, LaunchPlan plan, CompletableFuture<Streams.OpenLogs> logs) {
    Spawned child = children.spawn(plan);
    attach(spec, false, child, logs);
    return child;
  }

  void attach(
      ProcessSpec spec, boolean listener, Spawned child, CompletableFuture<Streams.OpenLogs> logs) {
    loop.attach(spec, listener, child.pid(), child.stdin(), child.stdout(), child.stderr(), logs);
  }

  CompletableFuture<Streams.OpenLogs> open(ProcessSpec spec, String stdout, String stderr) {
    try {
      return CompletableFuture.completedFuture(loop.openLogs(spec, stdout, stderr));
    } catch (Streams.LogOpenException refused) {
      return CompletableFuture.failedFuture(refused);
    }
  }

  /** Waits until so many children have ended and are drained. */
  void finish(Namespec process, int count) throws InterruptedException {
    CountDownLatch drained = new CountDownLatch(count);
    children.reap(count).forEach(end -> loop.drain(process, end.pid(), drained::countDown));
    await(drained);
  }

  void drain(Namespec process, Pid pid) throws InterruptedException {
    CountDownLatch drained = new CountDownLatch(1);
    loop.drain(process, pid, drained::countDown);
    await(drained);
  }

  private static void await(CountDownLatch drained) throws InterruptedException {
    assertTrue(drained.await(30, TimeUnit.SECONDS), "not drained in time");
  }

  @Override
  public void close() {
    children.close();
    loop.close();
  }
}
