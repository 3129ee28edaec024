package io.jsupervisor.daemon.fleet;

import io.jsupervisor.daemon.config.UpstreamSpec;
import io.jsupervisor.daemon.core.Namespec;
import io.jsupervisor.daemon.proxy.Instance;
import io.jsupervisor.daemon.proxy.ProxyHost;
import io.jsupervisor.daemon.proxy.ProxyHost.Endpoint;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** What readers are shown of the upstreams. Core thread only, except the counting. */
final class UpstreamViews {
  private final Clockwork clockwork;
  private final ProxyHost host;
  private final LocalInstances local;
  private final Elsewhere elsewhere;
  private final ProxyAppliers appliers;
  private final Draining draining;

  UpstreamViews(
      Clockwork clockwork,
      ProxyHost host,
      LocalInstances local,
      Elsewhere elsewhere,
      ProxyAppliers appliers,
      Draining draining) {
    this.clockwork = clockwork;
    this.host = host;
    this.local = local;
    this.elsewhere = elsewhere;
    this.appliers = appliers;
    this.draining = draining;
  }

  /** What there is now; {@code next} runs off the core, where connections can be counted. */
  void of(List<UpstreamSpec> specs, Consumer<List<UpstreamView>> next) {
    List<UpstreamView> views = specs.stream().map(this::of).toList();
    Set<Endpoint> endpoints = new HashSet<>();
    for (UpstreamView view : views) {
      view.members().forEach(m -> endpoints.add(new Endpoint(m.host(), m.port())));
    }
    clockwork.offCore(() -> next.accept(counted(views, endpoints)));
  }

  private UpstreamView of(UpstreamSpec spec) {
    Optional<ProxyApplier> applier = appliers.of(spec);
    List<UpstreamView.Member> members = new ArrayList<>();
    local.members(spec).forEach(process -> members.add(member(process, applier)));
    List<Instance> ours = local.of(spec);
    members.addAll(elsewhere.members(spec, applier, ours));
    return new UpstreamView(
        spec,
        applier.map(ProxyApplier::problem).filter(problem -> !problem.isEmpty()),
        applier.flatMap(ProxyApplier::applied),
        members,
        elsewhere.joined(spec, ours));
  }

  private UpstreamView.Member member(ManagedProcess process, Optional<ProxyApplier> applier) {
    Instance instance = local.of(process);
    Namespec name = process.namespec();
    return new UpstreamView.Member(
        name,
        instance.host(),
        instance.port(),
        instance.weight(),
        process.readiness().ready(),
        applier.map(a -> a.isIn(name)).orElse(instance.in()),
        draining.isDraining(name),
        -1,
        "",
        false);
  }

  private List<UpstreamView> counted(List<UpstreamView> views, Set<Endpoint> endpoints) {
    Map<Endpoint, Integer> counts;
    try {
      counts = host.connections(endpoints);
    } catch (IOException | RuntimeException unreadable) {
      return views;
    }
    return views.stream().map(view -> counted(view, counts)).toList();
  }

  private static UpstreamView counted(UpstreamView view, Map<Endpoint, Integer> counts) {
    List<UpstreamView.Member> members =
        view.members().stream()
            .map(
                m ->
                    m.node().isEmpty()
                        ? m.counted(counts.getOrDefault(new Endpoint(m.host(), m.port()), -1))
                        : m)
            .toList();
    return new UpstreamView(view.spec(), view.problem(), view.applied(), members, view.instances());
  }
}
