package io.jsupervisor.daemon.fleet;

import io.jsupervisor.daemon.cluster.ClusterView;
import io.jsupervisor.daemon.cluster.PeerInstance;
import io.jsupervisor.daemon.cluster.Peers;
import io.jsupervisor.daemon.config.UpstreamSpec;
import io.jsupervisor.daemon.core.Namespec;
import io.jsupervisor.daemon.log.DaemonLog;
import io.jsupervisor.daemon.proxy.Instance;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What other machines add to our upstreams, and what their proxies are told of our instances. Core
 * thread only.
 */
final class Elsewhere {
  /** How long others may take to be heard of before the files are written without them. */
  private static final long PATIENCE_SECONDS = 10;

  /** The peers answer sooner; this is for a defect of theirs, which must not hold a roll. */
  private static final long LONGEST_SECONDS = 20;

  /** To the counter of connections: whatever address of this machine. */
  private static final String EVERY = "*";

  private final Clockwork clockwork;
  private final Peers peers;
  private final DaemonLog log;
  private final Runnable look;
  private final Map<Namespec, Long> numbers = new HashMap<>();
  private final Set<Long> overdue = new HashSet<>();
  private long lastNumber;
  private boolean telling;
  private List<UpstreamSpec> specs = List.of();
  private ClusterView view = ClusterView.NONE;

  /**
   * @param look the upstreams look again at what holds
   */
  Elsewhere(Clockwork clockwork, Peers peers, DaemonLog log, Runnable look) {
    this.clockwork = clockwork;
    this.peers = peers;
    this.log = log;
    this.look = look;
  }

  boolean present() {
    return peers.present();
  }

  void define(List<UpstreamSpec> upstreams) {
    specs = upstreams;
    view = peers.view();
  }

  /** How long the files of the run before are left alone for the sake of other machines. */
  long patienceSecs() {
    return specs.stream().anyMatch(UpstreamSpec::isFleetWide) ? PATIENCE_SECONDS : 0;
  }

  /** Takes what is known now, and tells who is held out. */
  void look(Set<Namespec> held) {
    if (!present()) {
      return;
    }
    view = peers.view();
    numbers.keySet().retainAll(held);
    overdue.retainAll(numbers.values());
    if (!telling) {
      telling = true;
      clockwork.afterPublish(this::tell);
    }
  }

  /** They read the snapshot as soon as they are told. */
  private void tell() {
    telling = false;
    peers.changed(Map.copyOf(numbers), proxied());
  }

  private Set<String> proxied() {
    Set<String> programs = new HashSet<>();
    specs.stream().filter(UpstreamSpec::isFleetWide).forEach(s -> programs.addAll(s.programs()));
    return programs;
  }

  /** Whether a proxy of another machine may have it. */
  boolean mayServe(ManagedProcess process) {
    return present() && process.spec.extensions().port().isPresent();
  }

  /** The host whose connections count: others come by another address than our own proxies. */
  String counted(ManagedProcess process, String host) {
    return present() && process.spec.extensions().host().map(Elsewhere::isEvery).orElse(true)
        ? EVERY
        : host;
  }

  private static boolean isEvery(String host) {
    return switch (host) {
      case "", "*", "0.0.0.0", "::", "[::]" -> true;
      default -> false;
    };
  }

  /** It is to leave every proxy from now on. */
  void leaves(Namespec process) {
    if (!present()) {
      return;
    }
    long number = ++lastNumber;
    numbers.put(process, number);
    clockwork.at(
        clockwork.now().plusSeconds(LONGEST_SECONDS),
        () -> {
          if (numbers.containsValue(number) && peers.asked(process, number) == Peers.Asked.STILL) {
            log.warn(process + ": the fleet did not say whether others still use it; going on");
            overdue.add(number);
            look.run();
          }
        });
  }

  /** Whether proxies elsewhere may still send requests to a process that is held. */
  Peers.Asked asked(Namespec process) {
    Long number = numbers.get(process);
    if (!present() || number == null) {
      return Peers.Asked.NEVER;
    }
    return overdue.contains(number) ? Peers.Asked.NO_LONGER : peers.asked(process, number);
  }

  /** Nothing was ever heard of the others, and there is nobody here: the old file is better. */
  boolean isUnknown(UpstreamSpec spec, boolean nobodyHere) {
    return spec.isFleetWide() && nobodyHere && !view.known();
  }

  /** Ours, and behind them those of other machines. */
  List<Instance> joined(UpstreamSpec spec, List<Instance> local) {
    if (!spec.isFleetWide()) {
      return local;
    }
    List<Instance> all = new ArrayList<>(local);
    all.addAll(instances(spec, local));
    return List.copyOf(all);
  }

  /** Those of other machines. Who is backup needs somebody to be it for. */
  List<Instance> instances(UpstreamSpec spec, List<Instance> local) {
    String protocol = protocol(spec, local);
    boolean backup = spec.isRemoteBackup() && !local.isEmpty();
    return remote(spec, protocol).map(peer -> instance(peer, backup)).toList();
  }

  private static Instance instance(PeerInstance peer, boolean backup) {
    return new Instance(
        peer.process().group(),
        peer.process().name(),
        peer.host(),
        peer.port(),
        peer.protocol(),
        peer.weight(),
        peer.ready() && !peer.leaving(),
        peer.node(),
        backup);
  }

  private static String protocol(UpstreamSpec spec, List<Instance> local) {
    return spec.protocol()
        .or(() -> local.stream().map(Instance::protocol).findFirst())
        .orElse("http");
  }

  private Stream<PeerInstance> remote(UpstreamSpec spec, String protocol) {
    return spec.isFleetWide()
        ? view.instances().stream()
            .filter(
                peer ->
                    !peer.node().equals(view.node())
                        && spec.programs().contains(peer.program())
                        && peer.port() > 0
                        && !peer.host().isEmpty()
                        && peer.protocol().equals(protocol))
        : Stream.empty();
  }

  /** The same for readers. */
  List<UpstreamView.Member> members(
      UpstreamSpec spec, Optional<ProxyApplier> applier, List<Instance> local) {
    String protocol = protocol(spec, local);
    boolean backup = spec.isRemoteBackup() && !local.isEmpty();
    return remote(spec, protocol)
        .map(
            peer -> {
              Instance instance = instance(peer, backup);
              return new UpstreamView.Member(
                  peer.process(),
                  peer.host(),
                  peer.port(),
                  peer.weight(),
                  peer.ready(),
                  applier.map(a -> a.isIn(instance)).orElse(instance.in()),
                  peer.leaving(),
                  -1,
                  peer.node(),
                  backup);
            })
        .toList();
  }

  /** Whether another machine waits for this proxy to leave one of its instances alone. */
  boolean isAwaited(ProxyApplier applier) {
    return applier.specs().stream()
        .flatMap(spec -> view.instances().stream().filter(peer -> isLeaving(spec, peer)))
        .anyMatch(peer -> applier.isIn(instance(peer, false)));
  }

  private boolean isLeaving(UpstreamSpec spec, PeerInstance peer) {
    return spec.isFleetWide()
        && peer.leaving()
        && !peer.node().equals(view.node())
        && spec.programs().contains(peer.program());
  }

  /** Says up to where the proxies have been told, when somebody waits for it. */
  void tellApplied(List<ProxyApplier> appliers) {
    long revision =
        specs.stream()
            .flatMap(spec -> view.instances().stream().filter(peer -> isLeaving(spec, peer)))
            .mapToLong(PeerInstance::revision)
            .max()
            .orElse(0);
    boolean told =
        appliers.stream()
            .filter(applier -> applier.specs().stream().anyMatch(UpstreamSpec::isFleetWide))
            .allMatch(applier -> applier.isInStep() && !applier.isBehind());
    if (revision > 0 && told) {
      peers.applied(revision);
    }
  }
}
