package io.jsupervisor.daemon.fleet;

import io.jsupervisor.daemon.config.GroupSpec;
import io.jsupervisor.daemon.core.ProcessSpec;
import io.jsupervisor.daemon.core.Ticks;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** A group of the fleet; its processes in the order of their definition. Core thread only. */
final class ManagedGroup {
  private final GroupSpec spec;
  private final Optional<GroupSocket> socket;
  private final Map<String, ManagedProcess> processes = new LinkedHashMap<>();
  private FleetSnapshot.GroupView view;

  ManagedGroup(
      GroupSpec spec,
      Optional<GroupSocket> socket,
      Function<ProcessSpec, ManagedProcess.LogFiles> logs,
      Ticks now) {
    this.spec = spec;
    this.socket = socket;
    for (ProcessSpec process : spec.processes()) {
      processes.put(
          process.namespec().name(), new ManagedProcess(process, this, logs.apply(process), now));
    }
  }

  GroupSpec spec() {
    return spec;
  }

  /** What its processes share as their standard input. */
  Optional<GroupSocket> socket() {
    return socket;
  }

  String name() {
    return spec.name();
  }

  int priority() {
    return spec.priority();
  }

  /** In the order of definition: the order of autostart. */
  List<ManagedProcess> processes() {
    return List.copyOf(processes.values());
  }

  /** In ascending priority: the order of start and stop requests. */
  List<ManagedProcess> byPriority() {
    return processes.values().stream()
        .sorted(Comparator.comparingInt(p -> p.spec.priority()))
        .toList();
  }

  ManagedProcess process(String name) {
    return processes.get(name);
  }

  List<ManagedProcess> unstopped() {
    return processes.values().stream().filter(p -> !p.shownAs().isDown()).toList();
  }

  void touch() {
    view = null;
  }

  boolean isTouched() {
    return view == null;
  }

  FleetSnapshot.GroupView view() {
    if (view == null) {
      view =
          new FleetSnapshot.GroupView(
              name(), priority(), processes.values().stream().map(ManagedProcess::view).toList());
    }
    return view;
  }
}
