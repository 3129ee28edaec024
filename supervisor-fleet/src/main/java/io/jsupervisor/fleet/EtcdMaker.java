package io.jsupervisor.fleet;

import io.jsupervisor.daemon.cluster.FleetMaker;
import io.jsupervisor.daemon.cluster.FleetMember;
import io.jsupervisor.daemon.config.FleetSpec;
import java.util.Optional;

/** What the daemon finds when {@code [fleet]} is configured. */
public final class EtcdMaker implements FleetMaker {
  @Override
  public FleetMember make(FleetSpec spec, Surroundings surroundings) {
    return new EtcdMember(spec, surroundings, new EtcdHttp(spec));
  }

  @Override
  public FleetMember makePatient(FleetSpec spec, Surroundings surroundings) {
    return new EtcdMember(spec, surroundings, EtcdHttp.patient(spec));
  }

  @Override
  public Optional<String> problem(FleetSpec spec) {
    return EtcdClient.isSecure(spec) ? Tls.problem(spec) : Optional.empty();
  }
}
