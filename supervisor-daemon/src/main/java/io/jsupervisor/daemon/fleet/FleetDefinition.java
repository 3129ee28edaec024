package io.jsupervisor.daemon.fleet;

import io.jsupervisor.daemon.config.GroupSpec;
import io.jsupervisor.daemon.config.SocketSpec;
import io.jsupervisor.daemon.config.UpstreamSpec;
import java.util.List;

/** What a configuration says that the fleet acts on. */
public record FleetDefinition(
    List<GroupSpec> groups, List<SocketSpec> sockets, List<UpstreamSpec> upstreams) {
  public FleetDefinition {
    groups = List.copyOf(groups);
    sockets = List.copyOf(sockets);
    upstreams = List.copyOf(upstreams);
  }

  /** Groups alone. */
  public static FleetDefinition of(List<GroupSpec> groups) {
    return new FleetDefinition(groups, List.of(), List.of());
  }
}
