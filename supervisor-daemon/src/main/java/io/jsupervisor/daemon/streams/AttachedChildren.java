package io.jsupervisor.daemon.streams;

import io.jsupervisor.daemon.core.Namespec;
import io.jsupervisor.daemon.core.Pid;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The children whose pipes are ours. A process may have two: one that ended and is not drained yet,
 * and its successor. Stream thread only, except {@link #names}.
 */
final class AttachedChildren {
  private final Map<Namespec, Map<Pid, ChildIo>> byProcess = new HashMap<>();
  private final ConcurrentHashMap<Namespec, Boolean> names = new ConcurrentHashMap<>();

  void add(ChildIo child) {
    byProcess
        .computeIfAbsent(child.process, ignored -> new LinkedHashMap<>())
        .put(child.pid, child);
    names.put(child.process, true);
  }

  /** The child, or null once it is drained. */
  ChildIo find(Namespec process, Pid pid) {
    return byProcess.getOrDefault(process, Map.of()).get(pid);
  }

  Collection<ChildIo> of(Namespec process) {
    return byProcess.getOrDefault(process, Map.of()).values();
  }

  List<ChildIo> all() {
    return byProcess.values().stream().flatMap(children -> children.values().stream()).toList();
  }

  void remove(ChildIo child) {
    Map<Pid, ChildIo> siblings = byProcess.get(child.process);
    siblings.remove(child.pid);
    if (siblings.isEmpty()) {
      byProcess.remove(child.process);
      names.remove(child.process);
    }
  }

  /** Of which processes there are some, sorted. Any thread. */
  List<Namespec> names() {
    return names.keySet().stream().sorted().toList();
  }
}
