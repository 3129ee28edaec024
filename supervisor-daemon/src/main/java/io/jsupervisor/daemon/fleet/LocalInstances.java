package io.jsupervisor.daemon.fleet;

import io.jsupervisor.daemon.config.UpstreamSpec;
import io.jsupervisor.daemon.core.Extensions;
import io.jsupervisor.daemon.core.Namespec;
import io.jsupervisor.daemon.proxy.Instance;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Our processes, as upstreams see them. Core thread only. */
final class LocalInstances {
  private final Registry registry;
  private final Set<Namespec> held;

  /**
   * @param held who is kept out whatever its readiness; a view of what its owner changes
   */
  LocalInstances(Registry registry, Set<Namespec> held) {
    this.registry = registry;
    this.held = held;
  }

  /** The processes of an upstream, in the order of its programs, then of their definition. */
  List<ManagedProcess> members(UpstreamSpec spec) {
    List<ManagedProcess> members = new ArrayList<>();
    for (String program : spec.programs()) {
      for (ManagedGroup group : registry.byPriority()) {
        for (ManagedProcess process : group.processes()) {
          if (process.spec.program().equals(program)
              && process.spec.extensions().port().isPresent()) {
            members.add(process);
          }
        }
      }
    }
    return members;
  }

  /** What each of {@link #members} is to a proxy. */
  List<Instance> of(UpstreamSpec spec) {
    return members(spec).stream().map(this::of).toList();
  }

  Instance of(ManagedProcess process) {
    Extensions options = process.spec.extensions();
    return new Instance(
        process.namespec().group(),
        process.name(),
        Instance.reachable(options.host().orElse("")),
        options.port().orElseThrow(),
        options.protocol(),
        Integer.parseInt(options.options().getOrDefault("weight", "1").strip()),
        process.readiness().ready() && !held.contains(process.namespec()));
  }

  boolean isReady(Namespec process) {
    return registry.process(process).filter(p -> p.readiness().ready()).isPresent();
  }

  /** Whether an upstream of this proxy names its program. */
  boolean concerns(ProxyApplier applier, Namespec process) {
    return registry.process(process).filter(p -> concerns(applier, p)).isPresent();
  }

  static boolean concerns(ProxyApplier applier, ManagedProcess process) {
    return process.spec.extensions().port().isPresent()
        && applier.specs().stream().anyMatch(s -> s.programs().contains(process.spec.program()));
  }
}
