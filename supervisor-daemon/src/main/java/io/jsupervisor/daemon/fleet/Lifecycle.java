package io.jsupervisor.daemon.fleet;

import io.jsupervisor.daemon.core.Signal;
import io.jsupervisor.daemon.fleet.FleetSnapshot.SupervisorState;
import io.jsupervisor.daemon.log.DaemonLog;
import java.util.concurrent.CompletableFuture;

/**
 * Whether the daemon runs, stops for good, or stops to begin anew, and the signals that ask for it
 * (spec section 2: TERM, INT and QUIT end it, HUP restarts it, USR2 opens its logs again). Core
 * thread only.
 */
final class Lifecycle {
  private final Clockwork clockwork;
  private final CoreParts parts;
  private final DaemonLog log;
  private final Stopping stopping;
  private SupervisorState state = SupervisorState.RUNNING;
  private boolean changed = true;

  /** Told when the daemon begins to stop, or to stop for another reason than before. */
  interface Stopping {
    /**
     * @param first nothing was being stopped before
     */
    void begin(SupervisorState wanted, boolean first);
  }

  Lifecycle(Clockwork clockwork, CoreParts parts, Stopping stopping) {
    this.clockwork = clockwork;
    this.parts = parts;
    this.log = parts.log();
    this.stopping = stopping;
  }

  SupervisorState state() {
    return state;
  }

  boolean isRunning() {
    return state == SupervisorState.RUNNING;
  }

  /** Whether it has changed since the last call. */
  boolean takeChanged() {
    boolean taken = changed;
    changed = false;
    return taken;
  }

  void onSignal(Signal signal) {
    if (signal.equals(Signal.TERM) || signal.equals(Signal.INT) || signal.equals(Signal.QUIT)) {
      log.warn("received " + signal + " indicating exit request");
      stop(SupervisorState.SHUTDOWN);
    } else if (signal.equals(Signal.HUP)) {
      if (state == SupervisorState.SHUTDOWN) {
        log.warn("ignored SIGHUP indicating restart request (shutdown in progress)");
      } else {
        log.warn("received SIGHUP indicating restart request");
        checkThenReload(new CompletableFuture<>());
      }
    } else if (signal.equals(Signal.USR2)) {
      log.info("received SIGUSR2 indicating log reopen request");
      reopenLogs(new CompletableFuture<>());
    }
  }

  /** A shutdown during a restart wins; the stop sequence is the same. */
  void stop(SupervisorState wanted) {
    boolean first = isRunning();
    if (state == SupervisorState.SHUTDOWN || state == wanted) {
      return;
    }
    state = wanted;
    changed = true;
    parts.listener().supervisorChanged(wanted);
    stopping.begin(wanted, first);
  }

  /** A bad file is refused before anything stops. */
  void checkThenReload(CompletableFuture<Void> answer) {
    clockwork.offCore(
        () -> {
          try {
            var _ = parts.config().loadToReload();
            clockwork.post(
                () -> {
                  answer.complete(null);
                  stop(SupervisorState.RESTARTING);
                });
          } catch (ConfigSource.Rejected bad) {
            bad.problems().forEach(problem -> log.error(problem.text()));
            log.error(
                "cannot restart: the configuration has "
                    + bad.problems().size()
                    + " problem(s); everything goes on as it was");
            answer.completeExceptionally(bad.refusal());
          }
        });
  }

  void reopenLogs(CompletableFuture<Void> answer) {
    log.info("supervisord logreopen");
    var _ =
        parts
            .streams()
            .reopenAll()
            .whenComplete(
                (done, failure) -> {
                  if (failure == null) {
                    answer.complete(null);
                  } else {
                    answer.completeExceptionally(
                        new FaultException(Fault.FAILED, failure.toString()));
                  }
                });
  }
}
