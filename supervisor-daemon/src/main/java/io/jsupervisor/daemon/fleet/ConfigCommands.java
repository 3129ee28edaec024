package io.jsupervisor.daemon.fleet;

import io.jsupervisor.daemon.config.GroupSpec;
import io.jsupervisor.daemon.fleet.Launching.Holding;
import io.jsupervisor.daemon.fleet.PlainUpdates.Reading;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * The requests that change which groups exist: reread, update, add, remove. Files are read, and
 * AUTO logs made, off the core; what exists changes on it. Core thread only.
 */
final class ConfigCommands {
  private final Clockwork clockwork;
  private final Registry registry;
  private final Operations operations;
  private final RollingUpdates updates;
  private final Upstreams upstreams;
  private final CoreParts parts;
  private final SocketChanges sockets;
  private final Groups groups;
  private final PlainUpdates plain;

  /** What was read last; {@code add} takes groups from here. */
  private FleetDefinition lastRead = FleetDefinition.of(List.of());

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
      CoreParts parts) {
    this.clockwork = clockwork;
    this.registry = registry;
    this.operations = operations;
    this.updates = updates;
    this.upstreams = upstreams;
    this.parts = parts;
    this.sockets = new SocketChanges(clockwork, parts.launching(), parts.log());
    this.groups = new Groups(clockwork, registry, engine, gate, stopOrder, sockets, parts);
    GroupsDown down = new GroupsDown();
    engine.observe(down);
    this.plain =
        new PlainUpdates(registry, groups, down, gate, stopOrder, rolls, upstreams, sockets, parts);
  }

  /**
   * The groups to begin with.
   *
   * @param begun run once their autostart has begun
   */
  void begin(FleetDefinition definition, Runnable begun) {
    lastRead = definition;
    sockets.begin(definition);
    groups.add(
        definition.groups(),
        added -> {
          parts.listener().supervisorChanged(FleetSnapshot.SupervisorState.RUNNING);
          groups.autostart(registry.byPriority(), p -> Optional.empty());
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
              /* rolling= */ false,
              each -> {
                List<String> scaled =
                    each.values().stream()
                        .filter(change -> updates.onlyScales(change, lastRead))
                        .map(change -> change.wanted().name())
                        .toList();
                clockwork.afterPublish(() -> answer.complete(changes.withScaled(scaled)));
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
    groups.check(
        List.of(spec),
        holding,
        refused -> {
          if (refused.containsKey(name)) {
            answer.completeExceptionally(new FaultException(Fault.FAILED, refused.get(name)));
            return;
          }
          groups.add(
              List.of(spec),
              added -> {
                groups.autostart(added, p -> Optional.empty());
                clockwork.afterPublish(() -> answer.complete(null));
              },
              answer::completeExceptionally);
        });
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
    groups.remove(group);
    sockets.release(lastRead, registry.specs());
    clockwork.afterPublish(() -> answer.complete(null));
  }

  /**
   * Rereads; stops what is gone or changed; removes it; adds what is new or changed. Where only the
   * number of processes changed of programs that an upstream names, only the difference comes or
   * goes.
   *
   * <p>A group that needs a listener which cannot be bound is left as it is, with the reason.
   *
   * @param untilUp it is not done before what it starts is up
   * @param rolling every group that can be is rolled to its new definition, process by process
   */
  void update(
      List<String> only, boolean rolling, boolean untilUp, CompletableFuture<Operation> answer) {
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
                Map<String, String> refused = SocketChanges.refused(loaded, only, holding);
                ConfigChanges changes =
                    restrict(changes(loaded, holding.moved()), only).without(refused.keySet());
                Reading reading =
                    new Reading(lastRead, changes, holding, refused, only.isEmpty(), untilUp);
                updates.byProcess(
                    changes,
                    lastRead,
                    holding.moved(),
                    rolling,
                    each -> update(reading, each, rolling, answer));
              });
        },
        answer::completeExceptionally);
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
        plain.begin(reading, operation);
        answer.complete(operation.view());
        return;
      }
    }
    Reading others = reading.without(each.keySet());
    updates.roll(reading, each.values(), rolling, first -> plain.begin(others, first), answer);
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
}
