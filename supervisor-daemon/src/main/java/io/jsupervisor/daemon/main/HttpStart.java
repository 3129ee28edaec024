package io.jsupervisor.daemon.main;

import io.jsupervisor.daemon.api.ServerOpenException;
import io.jsupervisor.daemon.log.DaemonLog;
import io.jsupervisor.daemon.os.posix.Memory;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Begins to answer HTTP once the first processes run. A daemon that cannot answer is no use to
 * anybody: it stops what it has started and ends with the reason.
 */
final class HttpStart {
  /** Builds the handlers and opens the servers; takes a while. */
  interface Opening {
    void open() throws ServerOpenException;
  }

  /** A start that waits for a disk must not keep clients waiting with it. */
  private static final long PATIENCE_MILLIS = 500;

  /** By then most programs have passed their {@code startsecs}, and the first clients were here. */
  private static final long SETTLED_MILLIS = 5_000;

  private static final long LOOK_MILLIS = 60_000;

  private final DaemonLog log;
  private final CountDownLatch over = new CountDownLatch(1);
  private volatile String failure = "";

  HttpStart(DaemonLog log) {
    this.log = log;
  }

  /**
   * Opens in a thread of its own. The sockets are bound already: a client that comes early waits in
   * their queue.
   *
   * @param ready told once requests are answered
   * @param giveUp told when they never will be
   */
  void begin(Opening opening, Runnable ready, Runnable giveUp) {
    Thread.ofPlatform()
        .name("http-start")
        .daemon()
        .start(
            () -> {
              try {
                opening.open();
              } catch (ServerOpenException | RuntimeException | LinkageError cannot) {
                // LinkageError: a library is missing or is another than it was built with.
                failure = "the HTTP servers cannot answer: " + cannot;
                log.critical(failure + "; everything is stopped");
                giveUp.run();
                return;
              }
              ready.run();
              giveBackMemory();
            });
  }

  /** Most of what a start allocates is done with when it is over; so it is after a flood. */
  private void giveBackMemory() {
    try {
      if (over.await(SETTLED_MILLIS, TimeUnit.MILLISECONDS)) {
        return;
      }
      Memory.giveBack();
      GrownMemory memory = new GrownMemory(Memory.residentBytes());
      while (!over.await(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
        if (memory.isDue(Memory.residentBytes())) {
          Memory.giveBack();
          memory.gaveBack(Memory.residentBytes());
        }
      }
    } catch (InterruptedException theEnd) {
      Thread.currentThread().interrupt();
    }
  }

  /** Leaves the processor to the first processes. */
  static void after(CompletableFuture<Void> firstSpawns) {
    var _ = firstSpawns.completeOnTimeout(null, PATIENCE_MILLIS, TimeUnit.MILLISECONDS).join();
  }

  /**
   * To be asked when everything has stopped.
   *
   * @throws StartException with the reason, when that was why
   */
  void check() throws StartException {
    over.countDown();
    if (!failure.isEmpty()) {
      throw new StartException(failure);
    }
  }
}
