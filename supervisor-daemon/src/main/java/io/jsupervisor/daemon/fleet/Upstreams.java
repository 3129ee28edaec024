package io.jsupervisor.daemon.fleet;

import io.jsupervisor.daemon.cluster.Peers;
import io.jsupervisor.daemon.config.UpstreamSpec;
import io.jsupervisor.daemon.core.Namespec;
import io.jsupervisor.daemon.log.DaemonLog;
import io.jsupervisor.daemon.proxy.Instance;
import io.jsupervisor.daemon.proxy.ProxyHost;
import io.jsupervisor.daemon.proxy.ProxyHost.Endpoint;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * Keeps the proxies in step with the instances: in is who is ready and not held out. Looks at what
 * holds near the end of a turn in which something has changed, so groups may come, go and scale as
 * they like. While the daemon stops nothing is told: the proxies keep what they had. Core thread
 * only.
 */
final class Upstreams implements Rotation {
  private final Clockwork clockwork;
  private final Registry registry;
  private final FleetListener listener;
  private final DaemonLog log;
  private final BooleanSupplier running;
  private final ProxyAppliers appliers;
  private final Draining draining;
  private final Elsewhere elsewhere;
  private final UpstreamViews views;
  private final Set<Namespec> held = new HashSet<>();
  private final LocalInstances local;
  private final Set<Namespec> out = new HashSet<>();
  private final Map<Namespec, List<Runnable>> leaving = new LinkedHashMap<>();
  private final Map<Namespec, List<Runnable>> entering = new LinkedHashMap<>();
  private final Map<ProxyApplier, String> complained = new HashMap<>();
  private List<UpstreamSpec> specs = List.of();

  /** Until the first instance is ready, the files of the run before are left alone. */
  private boolean waiting;

  /**
   * @param running false once the daemon is stopping
   */
  Upstreams(
      Clockwork clockwork,
      Registry registry,
      CommandRunner runner,
      ProxyHost host,
      FleetListener listener,
      DaemonLog log,
      BooleanSupplier running,
      Peers peers) {
    this.clockwork = clockwork;
    this.registry = registry;
    this.listener = listener;
    this.log = log;
    this.running = running;
    this.appliers = new ProxyAppliers(clockwork, runner, host, this::attempted);
    this.draining = new Draining(clockwork, host, log);
    this.elsewhere = new Elsewhere(clockwork, peers, log, this::look);
    this.local = new LocalInstances(registry, held);
    this.views = new UpstreamViews(clockwork, host, local, elsewhere, appliers, draining);
  }

  /** The upstreams to begin with; the groups exist. */
  void begin(List<UpstreamSpec> first) {
    specs = first;
    elsewhere.define(specs);
    if (specs.isEmpty()) {
      return;
    }
    waiting = true;
    appliers.define(specs, this::look);
    appliers.placeMissing(specs, this::instances, log);
    long patience =
        specs.stream()
            .flatMap(spec -> local.members(spec).stream())
            .mapToLong(p -> p.spec.extensions().serving().readinessDeadlineSecs())
            .max()
            .orElse(0);
    clockwork.at(
        clockwork.now().plusSeconds(Math.max(patience, elsewhere.patienceSecs())),
        () -> {
          waiting = false;
          look();
        });
  }

  /** The upstreams from now on; those that did not change are left in peace. */
  void define(List<UpstreamSpec> next) {
    for (UpstreamSpec old : specs) {
      if (next.stream().noneMatch(spec -> spec.name().equals(old.name()))) {
        log.info(
            "[upstream:"
                + old.name()
                + "] is gone from the configuration; "
                + old.file().map(f -> f + " stays as it is").orElse("it had no file"));
      }
    }
    specs = next;
    elsewhere.define(specs);
    waiting = false;
    appliers.define(specs, this::look);
  }

  /** Near the end of a turn in which something has changed, or when somebody asked. */
  void look() {
    held.removeIf(name -> registry.process(name).isEmpty());
    out.retainAll(held);
    elsewhere.look(held);
    if ((specs.isEmpty() && !elsewhere.present()) || !running.getAsBoolean()) {
      return;
    }
    Map<UpstreamSpec, List<Instance>> all = new LinkedHashMap<>();
    specs.forEach(spec -> all.put(spec, instances(spec)));
    boolean anyIn = all.values().stream().flatMap(List::stream).anyMatch(Instance::in);
    waiting &= !anyIn && leaving.isEmpty();
    if (!waiting) {
      for (ProxyApplier applier : appliers.all()) {
        Map<UpstreamSpec, List<Instance>> wanted = new LinkedHashMap<>();
        applier.specs().stream()
            .filter(spec -> !elsewhere.isUnknown(spec, local.members(spec).isEmpty()))
            .forEach(spec -> wanted.put(spec, all.get(spec)));
        if (!wanted.isEmpty()) {
          applier.want(wanted, isAwaited(applier) || elsewhere.isAwaited(applier));
        }
      }
      elsewhere.tellApplied(appliers.all());
    }
    List.copyOf(leaving.keySet()).forEach(this::mayHaveLeft);
    List.copyOf(entering.keySet()).forEach(this::mayHaveEntered);
  }

  private boolean isAwaited(ProxyApplier applier) {
    return leaving.keySet().stream()
            .anyMatch(p -> local.concerns(applier, p) && !applier.isTold(p, false))
        || entering.keySet().stream()
            .anyMatch(
                p -> local.concerns(applier, p) && local.isReady(p) && !applier.isTold(p, true));
  }

  private List<Instance> instances(UpstreamSpec spec) {
    return elsewhere.joined(spec, local.of(spec));
  }

  private Endpoint endpoint(ManagedProcess process) {
    Instance instance = local.of(process);
    return new Endpoint(elsewhere.counted(process, instance.host()), instance.port());
  }

  @Override
  public void takeOut(ManagedProcess process, Runnable done) {
    Namespec name = process.namespec();
    boolean here = appliers.all().stream().anyMatch(a -> LocalInstances.concerns(a, process));
    if (out.contains(name) || (!here && !elsewhere.mayServe(process))) {
      done.run();
      return;
    }
    entered(name);
    if (held.add(name)) {
      elsewhere.leaves(name);
    }
    leaving.computeIfAbsent(name, n -> new ArrayList<>()).add(done);
    look();
  }

  @Override
  public void putBack(ManagedProcess process) {
    putBack(process, () -> {});
  }

  @Override
  public void putBack(ManagedProcess process, Runnable in) {
    Namespec name = process.namespec();
    held.remove(name);
    out.remove(name);
    leaving.remove(name);
    draining.forget(name);
    if (appliers.all().stream().noneMatch(a -> LocalInstances.concerns(a, process))) {
      in.run();
      if (elsewhere.present()) {
        look(); // others may have taken it out
      }
      return;
    }
    entering.computeIfAbsent(name, n -> new ArrayList<>()).add(in);
    look();
  }

  @Override
  public Optional<String> problem(ManagedProcess process) {
    return appliers.all().stream()
        .filter(applier -> LocalInstances.concerns(applier, process))
        .filter(applier -> !applier.problem().isEmpty())
        .map(applier -> names(applier) + ": " + applier.problem())
        .findFirst();
  }

  private void mayHaveLeft(Namespec name) {
    Optional<ManagedProcess> process = registry.process(name);
    if (process.isEmpty()) {
      left(name);
      return;
    }
    List<ProxyApplier> concerned =
        appliers.all().stream()
            .filter(applier -> LocalInstances.concerns(applier, process.get()))
            .toList();
    Peers.Asked others = elsewhere.asked(name);
    if (!draining.isDraining(name)
        && others != Peers.Asked.STILL
        && concerned.stream().allMatch(a -> a.isTold(name, false))) {
      boolean nobody = concerned.isEmpty() && others == Peers.Asked.NEVER;
      // A proxy that refused goes on sending requests: its connections never end.
      if (nobody
          || process.get().pid().isEmpty()
          || concerned.stream().anyMatch(ProxyApplier::isRefused)) {
        left(name);
      } else {
        draining.begin(
            name,
            endpoint(process.get()),
            process.get().spec.extensions().serving().roll().drainSecs(),
            () -> left(name));
      }
    }
  }

  private void left(Namespec name) {
    draining.forget(name);
    out.add(name);
    List<Runnable> waiters = leaving.remove(name);
    if (waiters != null) {
      waiters.forEach(Runnable::run);
    }
  }

  private void mayHaveEntered(Namespec name) {
    boolean told =
        appliers.all().stream()
            .filter(applier -> local.concerns(applier, name))
            .allMatch(applier -> applier.isTold(name, true));
    if (told || !local.isReady(name)) {
      entered(name);
    }
  }

  private void entered(Namespec name) {
    List<Runnable> waiters = entering.remove(name);
    if (waiters != null) {
      waiters.forEach(Runnable::run);
    }
  }

  /** An attempt has ended: says what is new of it, and goes on with what waited for it. */
  private void attempted(ProxyApplier applier) {
    String problem = applier.problem();
    String before = Objects.requireNonNullElse(complained.put(applier, problem), "");
    if (!problem.equals(before)) {
      if (problem.isEmpty()) {
        log.info(names(applier) + ": the proxy is in step again");
      } else {
        log.error(names(applier) + " is not applied: " + problem);
      }
    }
    complained.keySet().retainAll(appliers.all());
    for (UpstreamSpec spec : applier.specs()) {
      List<ManagedProcess> members = local.members(spec);
      List<Instance> others = elsewhere.instances(spec, members.stream().map(local::of).toList());
      long in =
          members.stream().filter(p -> applier.isIn(p.namespec())).count()
              + others.stream().filter(applier::isIn).count();
      listener.upstreamChanged(spec.name(), (int) in, members.size() + others.size(), problem);
    }
    look();
  }

  private static String names(ProxyApplier applier) {
    return String.join(
        ", ", applier.specs().stream().map(s -> "[upstream:" + s.name() + "]").toList());
  }

  /** What there is now; {@code next} runs off the core, where connections can be counted. */
  void views(Consumer<List<UpstreamView>> next) {
    views.of(specs, next);
  }
}
