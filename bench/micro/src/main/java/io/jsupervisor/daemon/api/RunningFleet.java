package io.jsupervisor.daemon.api;

import io.jsupervisor.daemon.config.GroupSpec;
import io.jsupervisor.daemon.config.ThousandPrograms;
import io.jsupervisor.daemon.core.ProcessSpec;
import io.jsupervisor.daemon.fleet.FleetSnapshot;
import io.jsupervisor.daemon.fleet.FleetSnapshot.GroupView;
import io.jsupervisor.daemon.fleet.ProcessView;
import java.time.Instant;
import java.util.Optional;

/** A thousand running processes as readers see them. */
public final class RunningFleet {
  private RunningFleet() {}

  /** The snapshot. */
  public static FleetSnapshot snapshot() {
    return new FleetSnapshot(
        FleetSnapshot.SupervisorState.RUNNING,
        Instant.now(),
        ThousandPrograms.load(ThousandPrograms.file()).groups().stream()
            .map(RunningFleet::group)
            .toList());
  }

  private static GroupView group(GroupSpec group) {
    return new GroupView(
        group.name(),
        group.priority(),
        group.processes().stream().map(spec -> view(group, spec)).toList());
  }

  private static ProcessView view(GroupSpec group, ProcessSpec spec) {
    return new ProcessView(
        spec,
        group.priority(),
        20,
        "RUNNING",
        4711,
        Optional.of(Instant.now()),
        Optional.empty(),
        0,
        "",
        Optional.empty(),
        "/var/log/" + spec.namespec().name() + "-stdout.log",
        "",
        true,
        "",
        Optional.empty(),
        1);
  }
}
