package io.jsupervisor.daemon.fleet;

import io.jsupervisor.daemon.core.Namespec;
import io.jsupervisor.daemon.core.Ticks;
import io.jsupervisor.daemon.log.DaemonLog;
import io.jsupervisor.daemon.proxy.ProxyHost;
import io.jsupervisor.daemon.proxy.ProxyHost.Endpoint;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Waits until instances have no connections any more. One reader of {@code /proc} serves all that
 * drain, off the core. Idle at one instant is not drained: between two requests of a busy client
 * there is no connection either. Core thread only.
 */
final class Draining {
  private static final long LOOK_MILLIS = 100;
  private static final int QUIET_LOOKS = 3;

  private final Clockwork clockwork;
  private final ProxyHost host;
  private final DaemonLog log;
  private final Map<Namespec, Drain> drains = new HashMap<>();
  private boolean looking;

  private static final class Drain {
    final Endpoint endpoint;
    final Ticks deadline;
    final Runnable done;
    int quiet;
    int connections = -1;

    Drain(Endpoint endpoint, Ticks deadline, Runnable done) {
      this.endpoint = endpoint;
      this.deadline = deadline;
      this.done = done;
    }
  }

  Draining(Clockwork clockwork, ProxyHost host, DaemonLog log) {
    this.clockwork = clockwork;
    this.host = host;
    this.log = log;
  }

  boolean isDraining(Namespec process) {
    return drains.containsKey(process);
  }

  /**
   * Waits for {@code endpoint} to be quiet, at most so many seconds; then runs {@code done} on the
   * core.
   */
  void begin(Namespec process, Endpoint endpoint, long drainSecs, Runnable done) {
    drains.put(process, new Drain(endpoint, clockwork.now().plusSeconds(drainSecs), done));
    if (!looking) {
      looking = true;
      look();
    }
  }

  /** Its {@code done} will not run. */
  void forget(Namespec process) {
    drains.remove(process);
  }

  private void look() {
    List<Endpoint> endpoints = drains.values().stream().map(drain -> drain.endpoint).toList();
    clockwork.offCore(
        () -> {
          Map<Endpoint, Integer> counts = new HashMap<>();
          try {
            counts.putAll(host.connections(endpoints));
          } catch (IOException | RuntimeException unreadable) {
            log.warn("cannot see connections: " + unreadable);
          }
          clockwork.post(() -> counted(counts));
        });
  }

  private void counted(Map<Endpoint, Integer> counts) {
    Ticks now = clockwork.now();
    for (Map.Entry<Namespec, Drain> entry : List.copyOf(drains.entrySet())) {
      Drain drain = entry.getValue();
      // One that began after the look is not in it.
      drain.connections = counts.getOrDefault(drain.endpoint, drain.connections);
      drain.quiet = counts.getOrDefault(drain.endpoint, -1) == 0 ? drain.quiet + 1 : 0;
      boolean late = now.reached(drain.deadline);
      if (drain.quiet >= QUIET_LOOKS || late) {
        if (late && drain.connections > 0) {
          log.warn(
              entry.getKey()
                  + " still has "
                  + drain.connections
                  + " connection(s) after its drain_secs; going on all the same");
        }
        drains.remove(entry.getKey());
        drain.done.run();
      }
    }
    looking = !drains.isEmpty();
    if (looking) {
      clockwork.at(now.plusMillis(LOOK_MILLIS), this::look);
    }
  }
}
