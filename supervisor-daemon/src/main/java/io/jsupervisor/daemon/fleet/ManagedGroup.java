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
  private final String name;
  private final GroupSpec.Kind kind;
  private int priority;
  private final Optional<GroupSocket> socket;
  private final Map<String, ManagedProcess> processes = new LinkedHashMap<>();
  private FleetSnapshot.GroupView view;

  ManagedGroup(
      GroupSpec spec,
      Optional<GroupSocket> socket,
      Function<ProcessSpec, ManagedProcess.LogFiles> logs,
      Ticks now) {
    this.name = spec.name();
    this.kind = spec.kind();
    this.priority = spec.priority();
    this.socket = socket;
    for (ProcessSpec process : spec.processes()) {
      int siblings = siblings(spec, process.program());
      add(new Definition(process, logs.apply(process), siblings), now);
    }
  }

  /** How many processes of a program a group has. */
  static int siblings(GroupSpec spec, String program) {
    return (int) spec.processes().stream().filter(p -> p.program().equals(program)).count();
  }

  /** What runs, in the form of what is read. */
  GroupSpec spec() {
    return new GroupSpec(
        name, priority, kind, processes.values().stream().map(p -> p.spec).toList());
  }

  GroupSpec.Kind kind() {
    return kind;
  }

  /** A new process, behind the others until {@link #arrange}. */
  ManagedProcess add(Definition definition, Ticks now) {
    ManagedProcess process = new ManagedProcess(definition, this, now);
    processes.put(process.name(), process);
    touch();
    return process;
  }

  void remove(ManagedProcess process) {
    processes.remove(process.name(), process);
    touch();
  }

  /** Takes on the order, of processes and among groups, of {@code like}; others come last. */
  void arrange(GroupSpec like) {
    priority = like.priority();
    Map<String, ManagedProcess> before = new LinkedHashMap<>(processes);
    processes.clear();
    for (ProcessSpec each : like.processes()) {
      ManagedProcess process = before.remove(each.namespec().name());
      if (process != null) {
        processes.put(process.name(), process);
      }
    }
    processes.putAll(before);
    processes.values().forEach(ManagedProcess::touch);
    touch();
  }

  /** What its processes share as their standard input. */
  Optional<GroupSocket> socket() {
    return socket;
  }

  String name() {
    return name;
  }

  int priority() {
    return priority;
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
