package io.jsupervisor.daemon.main;

import io.jsupervisor.daemon.api.ServerOpenException;
import io.jsupervisor.daemon.log.DaemonLog;

/**
 * Begins to answer HTTP while the first processes start already. A daemon that cannot answer is no
 * use to anybody: it stops what it has started and ends with the reason.
 */
final class HttpStart {
  /** Builds the handlers and opens the servers; takes a while. */
  interface Opening {
    void open() throws ServerOpenException;
  }

  private final DaemonLog log;
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
            });
  }

  /**
   * To be asked when everything has stopped.
   *
   * @throws StartException with the reason, when that was why
   */
  void check() throws StartException {
    if (!failure.isEmpty()) {
      throw new StartException(failure);
    }
  }
}
