package io.jsupervisor.daemon.fleet;

import io.jsupervisor.daemon.config.GroupSpec;
import io.jsupervisor.daemon.fleet.Launching.Holding;
import io.jsupervisor.daemon.fleet.OperationLine.Wish;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Updates that replace groups as a whole. All that must go is told to stop at once, and each group
 * is replaced as soon as its own processes are down: one that takes long keeps no other away. Core
 * thread only.
 */
final class PlainUpdates {
  private final Registry registry;
  private final Groups groups;
  private final GroupsDown down;
  private final StartGate gate;
  private final StopOrder stopOrder;
  private final Rolls rolls;
  private final Upstreams upstreams;
  private final SocketChanges sockets;
  private final CoreParts parts;

  PlainUpdates(
      Registry registry,
      Groups groups,
      GroupsDown down,
      StartGate gate,
      StopOrder stopOrder,
      Rolls rolls,
      Upstreams upstreams,
      SocketChanges sockets,
      CoreParts parts) {
    this.registry = registry;
    this.groups = groups;
    this.down = down;
    this.gate = gate;
    this.stopOrder = stopOrder;
    this.rolls = rolls;
    this.upstreams = upstreams;
    this.sockets = sockets;
    this.parts = parts;
  }

  /**
   * What an update found.
   *
   * @param read the files
   * @param changes what differs, of the groups that are asked for
   * @param holding what became of the listeners
   * @param refused groups that stay as they are, and why
   * @param all every group was asked for
   * @param untilUp the operation goes on until what it starts is up
   */
  record Reading(
      FleetDefinition read,
      ConfigChanges changes,
      Holding holding,
      Map<String, String> refused,
      boolean all,
      boolean untilUp) {
    Reading without(Set<String> names) {
      return new Reading(read, changes.without(names), holding, refused, all, untilUp);
    }
  }

  void begin(Reading reading, RunningOperation operation) {
    new Update(reading, operation).begin();
  }

  private final class Update {
    private final Reading reading;
    private final RunningOperation operation;
    private final Map<String, GroupSpec> fresh = new LinkedHashMap<>();
    private final List<ManagedGroup> old = new ArrayList<>();
    private final List<ManagedProcess> started = new ArrayList<>();
    private int underway;
    private boolean allDown;

    Update(Reading reading, RunningOperation operation) {
      this.reading = reading;
      this.operation = operation;
      Set<String> names = new HashSet<>(reading.changes().added());
      names.addAll(reading.changes().changed());
      for (GroupSpec spec : reading.read().groups()) {
        if (names.contains(spec.name())) {
          fresh.put(spec.name(), spec);
        }
      }
    }

    void begin() {
      refuse(reading.refused());
      reading.changes().removed().forEach(name -> registry.group(name).ifPresent(old::add));
      reading.changes().changed().forEach(name -> registry.group(name).ifPresent(old::add));
      List<ManagedProcess> unstopped = new ArrayList<>();
      for (ManagedGroup group : old) {
        boolean up = false;
        for (ManagedProcess process : group.byPriority()) {
          gate.callOff(process, "superseded by an update");
          if (!process.shownAs().isDown()) {
            operation.add(process, Wish.STOP);
            rolls.wished(process, /* up= */ false);
            unstopped.add(process);
            up = true;
          }
        }
        if (up) {
          down.await(group, () -> replaceEarly(group));
        }
      }
      operation.then(this::everythingIsDown);
      stopOrder.stop(unstopped);
      operation.begin();
    }

    /** While others still stop. */
    private void replaceEarly(ManagedGroup group) {
      if (!operation.isEnded() && isActive(group)) {
        GroupSpec spec = fresh.remove(group.name());
        groups.remove(group);
        if (spec != null) {
          add(List.of(spec));
        }
      }
    }

    private void everythingIsDown() {
      for (ManagedGroup group : old) {
        down.forget(group);
        if (isActive(group) && group.unstopped().isEmpty()) {
          groups.remove(group);
        }
      }
      allDown = true;
      List<GroupSpec> rest = List.copyOf(fresh.values());
      fresh.clear();
      add(rest);
    }

    /** Not one that has taken its name since. */
    private boolean isActive(ManagedGroup group) {
      return registry.group(group.name()).filter(g -> g == group).isPresent();
    }

    private void add(List<GroupSpec> specs) {
      underway++;
      groups.check(
          specs,
          reading.holding(),
          refused -> {
            refused.forEach(
                (name, why) ->
                    parts
                        .log()
                        .error("group " + name + " is not added: " + why + "; try `add` later"));
            refuse(refused);
            groups.add(
                specs.stream().filter(spec -> !refused.containsKey(spec.name())).toList(),
                added -> {
                  groups.autostart(added, p -> Optional.empty());
                  added.forEach(group -> started.addAll(group.processes()));
                  oneIsDone();
                },
                failure -> {
                  parts.log().error(failure.getMessage());
                  oneIsDone();
                });
          });
    }

    private void refuse(Map<String, String> why) {
      for (GroupSpec spec : reading.read().groups()) {
        if (why.containsKey(spec.name())) {
          spec.processes().forEach(p -> operation.refuse(p.namespec(), why.get(spec.name())));
        }
      }
    }

    private void oneIsDone() {
      underway--;
      if (allDown && underway == 0) {
        upstreams.define(reading.read().upstreams());
        if (reading.all()) {
          sockets.release(reading.read(), registry.specs());
        }
        if (reading.untilUp()) {
          started.stream()
              .filter(process -> process.spec.start().autostart() && !process.removed)
              .forEach(process -> gate.report(process, operation.add(process, Wish.START)));
        }
        operation.begin();
      }
    }
  }
}
