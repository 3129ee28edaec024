package io.jsupervisor.daemon.fleet;

import io.jsupervisor.daemon.config.UpstreamSpec;
import io.jsupervisor.daemon.log.DaemonLog;
import io.jsupervisor.daemon.proxy.Instance;
import io.jsupervisor.daemon.proxy.ProxyHost;
import io.jsupervisor.daemon.proxy.UpstreamText;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * One applier per proxy: upstreams with the same commands share one, so a change in two of them is
 * one reload. Core thread only.
 */
final class ProxyAppliers {
  private final Clockwork clockwork;
  private final CommandRunner runner;
  private final ProxyHost host;
  private final Consumer<ProxyApplier> attempted;
  private List<ProxyApplier> appliers = List.of();
  private List<UpstreamSpec> defined = List.of();

  /** What makes upstreams share a proxy. */
  private record Proxy(
      String kind, Optional<String> test, Optional<String> reload, Optional<String> socket) {}

  ProxyAppliers(
      Clockwork clockwork, CommandRunner runner, ProxyHost host, Consumer<ProxyApplier> attempted) {
    this.clockwork = clockwork;
    this.runner = runner;
    this.host = host;
    this.attempted = attempted;
  }

  List<ProxyApplier> all() {
    return appliers;
  }

  Optional<ProxyApplier> of(UpstreamSpec spec) {
    return appliers.stream().filter(applier -> applier.specs().contains(spec)).findFirst();
  }

  /**
   * Makes and drops appliers. The new ones come when the dropped ones are idle: both may write the
   * same file.
   *
   * @param ready runs when that is done
   */
  void define(List<UpstreamSpec> specs, Runnable ready) {
    defined = specs;
    List<List<UpstreamSpec>> wanted = List.copyOf(byProxy(specs).values());
    List<ProxyApplier> kept = new ArrayList<>();
    List<ProxyApplier> dropped = new ArrayList<>();
    appliers.forEach(a -> (wanted.contains(a.specs()) ? kept : dropped).add(a));
    appliers = kept;
    retire(dropped, 0, () -> create(specs, ready));
  }

  private static void retire(List<ProxyApplier> dropped, int from, Runnable idle) {
    if (from == dropped.size()) {
      idle.run();
    } else {
      dropped.get(from).retire(() -> retire(dropped, from + 1, idle));
    }
  }

  private void create(List<UpstreamSpec> specs, Runnable ready) {
    if (!specs.equals(defined)) {
      return; // a newer definition came meanwhile
    }
    List<ProxyApplier> all = new ArrayList<>(appliers);
    for (List<UpstreamSpec> shared : byProxy(specs).values()) {
      if (all.stream().noneMatch(applier -> applier.specs().equals(shared))) {
        all.add(new ProxyApplier(clockwork, runner, host, shared, attempted));
      }
    }
    appliers = List.copyOf(all);
    ready.run();
  }

  /** An upstream that is only printed has no proxy to tell. */
  private static Map<Proxy, List<UpstreamSpec>> byProxy(List<UpstreamSpec> specs) {
    Map<Proxy, List<UpstreamSpec>> shared = new LinkedHashMap<>();
    for (UpstreamSpec spec : specs) {
      Optional<String> socket = Optional.ofNullable(spec.options().get("runtime_socket"));
      if (spec.file().isPresent() || socket.isPresent()) {
        Proxy proxy = new Proxy(spec.proxy(), spec.testCommand(), spec.reloadCommand(), socket);
        shared.computeIfAbsent(proxy, p -> new ArrayList<>()).add(spec);
      }
    }
    return shared;
  }

  /** Writes the files that do not exist: a proxy whose site includes one does not start without. */
  void placeMissing(
      List<UpstreamSpec> specs, Function<UpstreamSpec, List<Instance>> instances, DaemonLog log) {
    Map<String, String> texts = new LinkedHashMap<>();
    for (UpstreamSpec spec : specs) {
      spec.file()
          .ifPresent(f -> texts.put(f, UpstreamText.of(spec, spec.proxy(), instances.apply(spec))));
    }
    clockwork.offCore(
        () ->
            texts.forEach(
                (file, text) -> {
                  try {
                    if (!host.exists(file)) {
                      host.place(file, text);
                    }
                  } catch (IOException | RuntimeException failure) {
                    log.warn(failure.getMessage());
                  }
                }));
  }
}
