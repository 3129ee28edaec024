package io.jsupervisor.daemon.cluster;

import io.jsupervisor.daemon.config.FleetSpec;
import io.jsupervisor.daemon.log.DaemonLog;
import io.jsupervisor.daemon.os.Clock;
import java.nio.file.Path;
import java.util.Optional;

/** Makes fleet members; found by {@link java.util.ServiceLoader}, only when one is configured. */
public interface FleetMaker {
  /**
   * What a member works with.
   *
   * @param server host and port of this daemon's HTTP server; a host that is empty means every
   *     address
   * @param version of this daemon
   * @param state the folder for what outlives the daemon; need not exist
   */
  record Surroundings(
      Clock clock, DaemonLog log, Optional<Server> server, String version, long pid, Path state) {}

  /** Where an HTTP server of this daemon listens. */
  record Server(String host, int port) {}

  /**
   * Touches no network.
   *
   * @throws IllegalArgumentException with a sentence for people: a file of certificates or keys
   *     cannot be used
   */
  FleetMember make(FleetSpec spec, Surroundings surroundings);

  /**
   * The same for a daemon that has to go on: until the files can be used, the store is away. The
   * member reads them again each time it tries.
   */
  FleetMember makePatient(FleetSpec spec, Surroundings surroundings);

  /**
   * Why {@link #make} would refuse this, as one line for people that names the option, the file and
   * the cure; empty when it would not. Reads the files that are named, touches no network and
   * changes nothing; may be called at any time, from any thread.
   */
  default Optional<String> problem(FleetSpec spec) {
    return Optional.empty();
  }
}
