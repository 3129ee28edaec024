package io.jsupervisor.daemon.fleet;

import io.jsupervisor.daemon.config.GroupSpec;
import io.jsupervisor.daemon.core.Namespec;
import io.jsupervisor.daemon.core.ProcessSpec;
import io.jsupervisor.daemon.fleet.Launching.Holding;
import io.jsupervisor.daemon.fleet.ManagedProcess.LogFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * How groups come and go: sockets and AUTO logs are tried and made off the core, what exists
 * changes on it. Core thread only.
 */
final class Groups {
  private final Clockwork clockwork;
  private final Registry registry;
  private final ProcessEngine engine;
  private final StartGate gate;
  private final StopOrder stopOrder;
  private final SocketChanges sockets;
  private final CoreParts parts;

  /** Complete when the sockets of all removed groups are closed. */
  private CompletableFuture<Void> leaving = CompletableFuture.completedFuture(null);

  Groups(
      Clockwork clockwork,
      Registry registry,
      ProcessEngine engine,
      StartGate gate,
      StopOrder stopOrder,
      SocketChanges sockets,
      CoreParts parts) {
    this.clockwork = clockwork;
    this.registry = registry;
    this.engine = engine;
    this.gate = gate;
    this.stopOrder = stopOrder;
    this.sockets = sockets;
    this.parts = parts;
  }

  /**
   * Tries, off the core, whether the sockets of fcgi-programs can be made (at the daemon's start
   * that is done before anything else); then goes on with the groups whose cannot, and why; those
   * that lack a held listener among them.
   */
  void check(List<GroupSpec> specs, Holding holding, Consumer<Map<String, String>> next) {
    Map<String, String> refused = new HashMap<>();
    for (GroupSpec spec : specs) {
      sockets.missing(spec, holding).ifPresent(why -> refused.put(spec.name(), why));
    }
    var ignored = leaving.thenRunAsync(() -> tryFastcgi(specs, refused, next), clockwork::offCore);
  }

  private void tryFastcgi(
      List<GroupSpec> specs, Map<String, String> refused, Consumer<Map<String, String>> next) {
    for (GroupSpec spec : specs) {
      if (spec.kind() instanceof GroupSpec.Kind.Fastcgi(GroupSpec.FcgiSocket address)) {
        try {
          parts.launching().closeSocket(address, parts.launching().openSocket(address));
        } catch (UncheckedIOException cannot) {
          refused.put(spec.name(), cannot.getMessage());
        }
      }
    }
    clockwork.post(() -> next.accept(refused));
  }

  /** All its processes are down. */
  void remove(ManagedGroup group) {
    registry.remove(group.name());
    // A child in UNKNOWN keeps the socket for as long as it lives; nobody waits for that.
    if (group.processes().stream().allMatch(process -> process.pid().isEmpty())) {
      group
          .socket()
          .ifPresent(socket -> leaving = CompletableFuture.allOf(leaving, socket.leave()));
    }
    for (ManagedProcess process : group.processes()) {
      process.removed = true;
      engine.noteChanged(process);
      gate.callOff(process, process.namespec().display() + " was removed meanwhile");
      stopOrder.forget(process);
    }
    parts.listener().groupRemoved(group.name());
  }

  /** Makes the logs off the core, then the groups on it. */
  void add(
      List<GroupSpec> specs, Consumer<List<ManagedGroup>> next, Consumer<FaultException> failed) {
    clockwork.offCore(
        () -> {
          Map<Namespec, LogFiles> logs = new HashMap<>();
          try {
            for (GroupSpec spec : specs) {
              for (ProcessSpec process : spec.processes()) {
                logs.put(process.namespec(), parts.config().createLogs(process));
              }
            }
          } catch (IOException e) {
            FaultException cannot =
                new FaultException(Fault.FAILED, "cannot create an AUTO log: " + e.getMessage());
            clockwork.post(() -> failed.accept(cannot));
            return;
          }
          clockwork.post(
              () -> {
                if (engine.mayStart()) {
                  next.accept(create(specs, logs));
                } else {
                  failed.accept(new FaultException(Fault.SHUTDOWN_STATE, "the daemon is stopping"));
                }
              });
        });
  }

  private List<ManagedGroup> create(List<GroupSpec> specs, Map<Namespec, LogFiles> logs) {
    List<ManagedGroup> added = new ArrayList<>();
    for (GroupSpec spec : specs) {
      // Somebody else may have added it while its logs were made.
      if (registry.group(spec.name()).isEmpty()) {
        ManagedGroup group =
            new ManagedGroup(
                spec, socket(spec), process -> logs.get(process.namespec()), clockwork.now());
        registry.add(group);
        group.processes().forEach(engine::noteChanged);
        parts.listener().groupAdded(group.name());
        added.add(group);
      }
    }
    return added;
  }

  private Optional<GroupSocket> socket(GroupSpec spec) {
    return spec.kind() instanceof GroupSpec.Kind.Fastcgi(GroupSpec.FcgiSocket address)
        ? Optional.of(new GroupSocket(address, parts.launching(), clockwork::offCore))
        : Optional.empty();
  }

  /** Starts what is to be started by itself; {@code line} is who waits for it. */
  void autostart(
      List<ManagedGroup> groups, Function<ManagedProcess, Optional<OperationLine>> line) {
    List<ManagedProcess> all = groups.stream().flatMap(g -> g.processes().stream()).toList();
    for (ManagedProcess process : all) {
      if (process.spec.start().autostart()) {
        gate.start(process, line.apply(process), true);
      }
    }
    gate.startByPlugIn(all);
  }
}
