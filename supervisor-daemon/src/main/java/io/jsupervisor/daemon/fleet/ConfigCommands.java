package io.jsupervisor.daemon.fleet;

import io.jsupervisor.daemon.config.GroupSpec;
import io.jsupervisor.daemon.core.Namespec;
import io.jsupervisor.daemon.core.ProcessSpec;
import io.jsupervisor.daemon.fleet.Launching.Holding;
import io.jsupervisor.daemon.fleet.ManagedProcess.LogFiles;
import io.jsupervisor.daemon.fleet.OperationLine.Wish;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * The requests that change which groups exist: reread, update, add, remove. Files are read, and
 * AUTO logs made, off the core; what exists changes on it. Core thread only.
 */
final class ConfigCommands {
  private final Clockwork clockwork;
  private final Registry registry;
  private final ProcessEngine engine;
  private final StartGate gate;
  private final StopOrder stopOrder;
  private final Operations operations;
  private final Rolls rolls;
  private final RollingUpdates updates;
  private final Upstreams upstreams;
  private final CoreLoop.Parts parts;
  private final Consumer<Runnable> afterPublish;
  private final SocketChanges sockets;

  /** What was read last; {@code add} takes groups from here. */
  private FleetDefinition lastRead = FleetDefinition.of(List.of());

  /** Complete when the sockets of all removed groups are closed. */
  private CompletableFuture<Void> leaving = CompletableFuture.completedFuture(null);

  ConfigCommands(
      Clockwork clockwork,
      Registry registry,
      ProcessEngine engine,
      StartGate gate,
      StopOrder stopOrder,
      Operations operations,
      Rolls rolls,
      RollingUpdates updates,
      Upstreams upstreams,
      CoreLoop.Parts parts,
      Consumer<Runnable> afterPublish) {
    this.clockwork = clockwork;
    this.registry = registry;
    this.engine = engine;
    this.gate = gate;
    this.stopOrder = stopOrder;
    this.operations = operations;
    this.rolls = rolls;
    this.updates = updates;
    this.upstreams = upstreams;
    this.parts = parts;
    this.afterPublish = afterPublish;
    this.sockets = new SocketChanges(clockwork, parts.launching(), parts.log());
  }

  /**
   * The groups to begin with.
   *
   * @param begun run once their autostart has begun
   */
  void begin(FleetDefinition definition, Runnable begun) {
    lastRead = definition;
    sockets.begin(definition);
    addAll(
        definition.groups(),
        added -> {
          parts.listener().supervisorChanged(FleetSnapshot.SupervisorState.RUNNING);
          autostart(registry.byPriority(), p -> Optional.empty());
          upstreams.begin(definition.upstreams());
          begun.run();
        },
        failure -> parts.log().critical("cannot create the logs: " + failure.getMessage()));
  }

  void reread(CompletableFuture<ConfigChanges> answer) {
    load(
        loaded -> {
          Set<String> moving = sockets.moving(lastRead);
          ConfigChanges changes = changes(loaded, moving);
          updates.byProcess(
              changes,
              lastRead,
              moving,
              each -> {
                List<String> scaled =
                    each.values().stream()
                        .filter(change -> updates.onlyScales(change, lastRead))
                        .map(change -> change.wanted().name())
                        .toList();
                afterPublish.accept(() -> answer.complete(changes.withScaled(scaled)));
              });
        },
        answer::completeExceptionally);
  }

  private ConfigChanges changes(List<GroupSpec> loaded, Set<String> movedSockets) {
    ConfigChanges changes = parts.config().diff(registry.specs(), loaded);
    return movedSockets.isEmpty() ? changes : SocketChanges.with(changes, loaded, movedSockets);
  }

  private void load(Consumer<List<GroupSpec>> next, Consumer<FaultException> refused) {
    clockwork.offCore(
        () -> {
          try {
            FleetDefinition loaded = parts.config().load();
            clockwork.post(
                () -> {
                  lastRead = loaded;
                  next.accept(loaded.groups());
                });
          } catch (ConfigSource.Rejected bad) {
            refused.accept(bad.refusal());
          } catch (RuntimeException defect) {
            parts.log().critical("defect while reading the configuration: " + defect);
            refused.accept(new FaultException(Fault.CANT_REREAD, defect.toString()));
          }
        });
  }

  void add(String name, CompletableFuture<Void> answer) {
    if (registry.group(name).isPresent()) {
      throw new FaultException(Fault.ALREADY_ADDED, "group \"" + name + "\" is active already");
    }
    GroupSpec spec = lastRead(name);
    sockets.hold(lastRead, List.of(name), holding -> add(spec, holding, answer));
  }

  private void add(GroupSpec spec, Holding holding, CompletableFuture<Void> answer) {
    String name = spec.name();
    checkSockets(
        List.of(spec),
        holding,
        refused -> {
          if (refused.containsKey(name)) {
            answer.completeExceptionally(new FaultException(Fault.FAILED, refused.get(name)));
            return;
          }
          addAll(
              List.of(spec),
              added -> {
                autostart(added, p -> Optional.empty());
                afterPublish.accept(() -> answer.complete(null));
              },
              answer::completeExceptionally);
        });
  }

  /**
   * Tries, off the core, whether the sockets of fcgi-programs can be made (at the daemon's start
   * that is done before anything else); then goes on with the groups whose cannot, and why; those
   * that lack a held listener among them.
   */
  private void checkSockets(
      List<GroupSpec> specs, Holding holding, Consumer<Map<String, String>> next) {
    Map<String, String> refused = new HashMap<>();
    for (GroupSpec spec : specs) {
      sockets.missing(spec, holding).ifPresent(why -> refused.put(spec.name(), why));
    }
    var ignored = leaving.thenRunAsync(() -> check(specs, refused, next), clockwork::offCore);
  }

  private void check(
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

  private GroupSpec lastRead(String name) {
    return lastRead.groups().stream()
        .filter(g -> g.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new FaultException(
                    Fault.BAD_NAME,
                    "the configuration read last has no group \"" + name + "\"; try `reread`"));
  }

  void remove(String name, CompletableFuture<Void> answer) {
    ManagedGroup group =
        registry
            .group(name)
            .orElseThrow(
                () -> new FaultException(Fault.BAD_NAME, "no group is named \"" + name + "\""));
    if (!group.unstopped().isEmpty()) {
      throw new FaultException(
          Fault.STILL_RUNNING, "group \"" + name + "\" still has running processes; stop it first");
    }
    remove(group);
    sockets.release(lastRead, registry.specs());
    afterPublish.accept(() -> answer.complete(null));
  }

  private void remove(ManagedGroup group) {
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
  private void addAll(
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
            failed.accept(
                new FaultException(Fault.FAILED, "cannot create an AUTO log: " + e.getMessage()));
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
  private void autostart(
      List<ManagedGroup> groups, Function<ManagedProcess, Optional<OperationLine>> line) {
    List<ManagedProcess> all = groups.stream().flatMap(g -> g.processes().stream()).toList();
    for (ManagedProcess process : all) {
      if (process.spec.start().autostart()) {
        gate.start(process, line.apply(process), true);
      }
    }
    gate.startByPlugIn(all);
  }

  /**
   * Rereads; stops what is gone or changed; removes it; adds what is new or changed. Where only the
   * number of processes changed of programs that an upstream names, only the difference comes or
   * goes.
   *
   * @param rolling every group that can be is rolled to its new definition, process by process
   */
  void update(List<String> only, boolean rolling, CompletableFuture<Operation> answer) {
    load(
        loaded -> {
          Optional<FaultException> unknown = unknownGroup(only, loaded);
          if (unknown.isPresent()) {
            answer.completeExceptionally(unknown.get());
            return;
          }
          sockets.hold(
              lastRead,
              only,
              holding -> {
                ConfigChanges changes = restrict(changes(loaded, holding.moved()), only);
                updates.byProcess(
                    changes,
                    lastRead,
                    holding.moved(),
                    each -> update(new Reading(changes, holding, only), each, rolling, answer));
              });
        },
        answer::completeExceptionally);
  }

  /** What an update found: what differs, of which groups, and what became of the listeners. */
  private record Reading(ConfigChanges changes, Holding holding, List<String> only) {
    Reading without(Set<String> groups) {
      return new Reading(changes.without(groups), holding, only);
    }
  }

  private void update(
      Reading reading,
      Map<String, GroupChange> each,
      boolean rolling,
      CompletableFuture<Operation> answer) {
    if (!rolling) {
      each.values().removeIf(change -> !updates.onlyScales(change, lastRead));
      if (each.isEmpty()) {
        RunningOperation operation = operations.create("update");
        plainUpdate(reading, operation);
        answer.complete(operation.view());
        return;
      }
    }
    Reading others = reading.without(each.keySet());
    updates.roll(
        reading.changes(), each.values(), rolling, first -> plainUpdate(others, first), answer);
  }

  private void plainUpdate(Reading reading, RunningOperation operation) {
    stopOld(reading.changes(), operation);
    operation.then(
        () -> {
          replace(reading.changes(), reading.holding(), operation);
          if (reading.only().isEmpty()) {
            sockets.release(lastRead, registry.specs());
          }
        });
    operation.begin();
  }

  private Optional<FaultException> unknownGroup(List<String> only, List<GroupSpec> loaded) {
    return only.stream()
        .filter(name -> registry.group(name).isEmpty())
        .filter(name -> loaded.stream().noneMatch(g -> g.name().equals(name)))
        .findFirst()
        .map(name -> new FaultException(Fault.BAD_NAME, "no group is named \"" + name + "\""));
  }

  private static ConfigChanges restrict(ConfigChanges all, List<String> only) {
    if (only.isEmpty()) {
      return all;
    }
    Set<String> wanted = new LinkedHashSet<>(only);
    return all.where(wanted::contains);
  }

  private static List<String> gone(ConfigChanges changes) {
    List<String> names = new ArrayList<>(changes.removed());
    names.addAll(changes.changed());
    return names;
  }

  private void stopOld(ConfigChanges changes, RunningOperation operation) {
    List<ManagedProcess> unstopped = new ArrayList<>();
    for (String name : gone(changes)) {
      for (ManagedProcess process :
          registry.group(name).map(ManagedGroup::byPriority).orElse(List.of())) {
        gate.callOff(process, "superseded by an update");
        if (!process.shownAs().isDown()) {
          operation.add(process, Wish.STOP);
          rolls.wished(process, false);
          unstopped.add(process);
        }
      }
    }
    stopOrder.stop(unstopped);
  }

  private void replace(ConfigChanges changes, Holding holding, RunningOperation operation) {
    for (String name : gone(changes)) {
      registry.group(name).filter(g -> g.unstopped().isEmpty()).ifPresent(this::remove);
    }
    List<GroupSpec> fresh = new ArrayList<>();
    for (GroupSpec spec : lastRead.groups()) {
      if (changes.added().contains(spec.name()) || changes.changed().contains(spec.name())) {
        fresh.add(spec);
      }
    }
    checkSockets(
        fresh,
        holding,
        refused -> {
          refused.forEach(
              (name, why) ->
                  parts
                      .log()
                      .error("group " + name + " is not added: " + why + "; try `add` later"));
          fresh.stream()
              .filter(spec -> refused.containsKey(spec.name()))
              .flatMap(spec -> spec.processes().stream())
              .forEach(p -> operation.refuse(p.namespec(), refused.get(p.namespec().group())));
          fresh.removeIf(spec -> refused.containsKey(spec.name()));
          addAll(
              fresh,
              added -> {
                autostart(added, p -> Optional.of(operation.add(p, Wish.START)));
                upstreams.define(lastRead.upstreams());
                operation.begin();
              },
              failure -> {
                parts.log().error(failure.getMessage());
                clockwork.post(operation::begin);
              });
        });
  }
}
