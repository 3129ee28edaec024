package io.jsupervisor.daemon.proxy;

import io.jsupervisor.daemon.config.UpstreamSpec;
import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The machine, as far as proxies go. Everything here may block: worker threads only. */
public interface ProxyHost {
  /**
   * A file that was put in place.
   *
   * @param before what it held; empty when there was none
   * @param changed false when it held the same already, and nothing was done
   */
  record Placed(String file, Optional<String> before, boolean changed) {}

  /** A process, so that another one with its number is not taken for it. */
  record Worker(long pid, long startTime) {
    static Worker of(ProcessHandle process) {
      return new Worker(
          process.pid(),
          process.info().startInstant().map(java.time.Instant::toEpochMilli).orElse(0L));
    }
  }

  /** Where a connection ends: a port, and the address where that is known. */
  record Endpoint(String host, int port) {}

  /** Whether the file is there. */
  boolean exists(String file);

  /**
   * Puts the text in place of the file: by rename, so that a proxy reads the old or the new.
   *
   * @throws IOException with a message for people; then the file is what it was
   */
  Placed place(String file, String text) throws IOException;

  /** Puts back what {@link #place} found. */
  void putBack(Placed placed) throws IOException;

  /**
   * The workers of nginx or HAProxy that accept connections now; empty when they cannot be seen,
   * because the proxy does not run or its pid file is elsewhere.
   */
  Optional<Set<Worker>> acceptingWorkers(UpstreamSpec upstream) throws IOException;

  /** Whether any of them has not ended. */
  boolean anyLives(Set<Worker> workers);

  /** Whether the proxy's pid file can be read and names no living process. */
  boolean isKnownNotToRun(UpstreamSpec upstream);

  /**
   * Brings a running HAProxy in step by its runtime socket.
   *
   * @return instances that should be in and have no server there, by name
   * @throws IOException when it does not answer, or refuses
   */
  List<String> steer(UpstreamSpec upstream, List<Instance> instances) throws IOException;

  /** How many established connections each of these endpoints has on this machine. */
  Map<Endpoint, Integer> connections(Collection<Endpoint> endpoints) throws IOException;
}
