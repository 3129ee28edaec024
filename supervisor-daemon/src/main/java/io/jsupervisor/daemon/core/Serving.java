package io.jsupervisor.daemon.core;

import java.util.List;
import java.util.Optional;

/**
 * What jsupervisor does for a process beyond keeping it up: whether it serves, what it needs
 * before, how it is replaced.
 *
 * @param readiness empty: ready when RUNNING
 * @param readinessDeadlineSecs how long a start may take to become ready, for whoever waits for it
 * @param sockets names of {@code [socket:x]}, handed over as descriptors from 3 in this order
 * @param dependentStartup what the plug-in of that name would do for it; counts only where
 *     autostart is false
 */
public record Serving(
    Optional<ProbeSpec> readiness,
    Optional<ProbeSpec> liveness,
    long readinessDeadlineSecs,
    List<Dependency> dependsOn,
    RollRules roll,
    List<String> sockets,
    Optional<DependentStartup> dependentStartup) {
  /** What holds where nothing is said. */
  public static final Serving DEFAULT =
      new Serving(Optional.empty(), Optional.empty(), 60, List.of(), RollRules.DEFAULT, List.of());

  /** Without the plug-in's options. */
  public Serving(
      Optional<ProbeSpec> readiness,
      Optional<ProbeSpec> liveness,
      long readinessDeadlineSecs,
      List<Dependency> dependsOn,
      RollRules roll,
      List<String> sockets) {
    this(readiness, liveness, readinessDeadlineSecs, dependsOn, roll, sockets, Optional.empty());
  }

  public Serving {
    dependsOn = List.copyOf(dependsOn);
    sockets = List.copyOf(sockets);
  }
}
