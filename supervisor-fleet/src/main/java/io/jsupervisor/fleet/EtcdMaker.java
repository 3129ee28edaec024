package io.jsupervisor.fleet;

import io.jsupervisor.daemon.cluster.FleetMaker;
import io.jsupervisor.daemon.cluster.FleetMember;
import io.jsupervisor.daemon.config.FleetSpec;

/** What the daemon finds when {@code [fleet]} is configured. */
public final class EtcdMaker implements FleetMaker {
  @Override
  public FleetMember make(FleetSpec spec, Surroundings surroundings) {
    return new EtcdMember(spec, surroundings);
  }
}
