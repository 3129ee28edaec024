package io.jsupervisor.daemon.fleet;

import io.jsupervisor.daemon.config.GroupSpec;
import io.jsupervisor.daemon.config.HeldAddress;
import io.jsupervisor.daemon.config.SocketSpec;
import io.jsupervisor.daemon.fleet.Launching.Holding;
import io.jsupervisor.daemon.log.DaemonLog;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * What updates do to the listeners of {@code [socket:x]}: what is new or moved is bound before any
 * process is touched, what is gone is closed when its processes have stopped. Core thread only; the
 * binding itself happens off it.
 */
final class SocketChanges {
  private final Clockwork clockwork;
  private final Launching launching;
  private final DaemonLog log;

  /** Where each listened when it was bound last. */
  private final Map<String, HeldAddress> bound = new HashMap<>();

  SocketChanges(Clockwork clockwork, Launching launching, DaemonLog log) {
    this.clockwork = clockwork;
    this.launching = launching;
    this.log = log;
  }

  /** What was bound before the fleet began. */
  void begin(FleetDefinition definition) {
    definition.sockets().forEach(socket -> bound.put(socket.name(), socket.address()));
  }

  /**
   * Binds what is new or moved, then goes on with what became of it.
   *
   * @param only the groups whose listeners are meant; empty for all
   */
  void hold(FleetDefinition loaded, List<String> only, Consumer<Holding> next) {
    if (loaded.sockets().isEmpty()) {
      next.accept(new Holding(Map.of(), Set.of()));
      return;
    }
    Set<String> wanted =
        loaded.groups().stream()
            .filter(group -> only.contains(group.name()))
            .flatMap(group -> uses(group).stream())
            .collect(Collectors.toSet());
    clockwork.offCore(
        () -> {
          Holding holding =
              launching.holdSockets(
                  loaded.sockets(), s -> only.isEmpty() || wanted.contains(s.name()));
          clockwork.post(() -> held(loaded, wanted, only.isEmpty(), holding, next));
        });
  }

  private void held(
      FleetDefinition loaded,
      Set<String> wanted,
      boolean all,
      Holding holding,
      Consumer<Holding> next) {
    for (SocketSpec socket : loaded.sockets()) {
      boolean meant = all || wanted.contains(socket.name());
      if (meant && !holding.refused().containsKey(socket.name())) {
        bound.put(socket.name(), socket.address());
      }
    }
    holding.refused().values().forEach(log::error);
    next.accept(holding);
  }

  /** Closes what {@code definition} does not know and no group uses any more. */
  void release(FleetDefinition definition, List<GroupSpec> running) {
    Set<String> keep =
        definition.sockets().stream().map(SocketSpec::name).collect(Collectors.toSet());
    running.forEach(group -> keep.addAll(uses(group)));
    if (bound.keySet().retainAll(keep)) {
      clockwork.offCore(() -> launching.releaseSockets(keep));
    }
  }

  /** Why a group cannot be started: a listener that it needs is bound nowhere. */
  Optional<String> missing(GroupSpec group, Holding holding) {
    return uses(group).stream()
        .filter(name -> !bound.containsKey(name))
        .map(holding.refused()::get)
        .filter(why -> why != null)
        .findFirst();
  }

  /** Groups that want a listener as it cannot be had, and why: they are better left as they are. */
  static Map<String, String> refused(List<GroupSpec> loaded, List<String> only, Holding holding) {
    Map<String, String> refused = new LinkedHashMap<>();
    for (GroupSpec group : loaded) {
      if (only.isEmpty() || only.contains(group.name())) {
        uses(group).stream()
            .filter(holding.refused()::containsKey)
            .findFirst()
            .ifPresent(name -> refused.put(group.name(), holding.refused().get(name)));
      }
    }
    return refused;
  }

  /** The names of listeners that another address is configured for than they have. */
  Set<String> moving(FleetDefinition loaded) {
    return loaded.sockets().stream()
        .filter(s -> bound.containsKey(s.name()) && !bound.get(s.name()).equals(s.address()))
        .map(SocketSpec::name)
        .collect(Collectors.toSet());
  }

  /** The same, where a group that uses a moved listener is changed, too: it has the old one. */
  static ConfigChanges with(ConfigChanges changes, List<GroupSpec> loaded, Set<String> moved) {
    Set<String> unchanged = new HashSet<>(changes.added());
    unchanged.addAll(changes.removed());
    List<String> changed =
        loaded.stream()
            .filter(group -> !unchanged.contains(group.name()))
            .filter(
                group ->
                    changes.changed().contains(group.name())
                        || uses(group).stream().anyMatch(moved::contains))
            .map(GroupSpec::name)
            .toList();
    return new ConfigChanges(changes.added(), changed, changes.removed());
  }

  /** The names of the listeners that its processes are handed. */
  static Set<String> uses(GroupSpec group) {
    return group.processes().stream()
        .flatMap(process -> process.extensions().serving().sockets().stream())
        .collect(Collectors.toSet());
  }
}
