package io.jsupervisor.daemon.config;

import io.jsupervisor.daemon.core.Namespec;
import io.jsupervisor.daemon.core.ProcessSpec;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Finds circles among processes by a search in depth. It keeps its own stack: a chain may be longer
 * than a thread's.
 */
final class Cycles {
  private final Function<ProcessSpec, List<ProcessSpec>> dependencies;

  private final Set<Namespec> done = new HashSet<>();

  Cycles(Function<ProcessSpec, List<ProcessSpec>> dependencies) {
    this.dependencies = dependencies;
  }

  private record Step(ProcessSpec process, Iterator<ProcessSpec> next) {}

  /** Tells every circle that the search comes across, each from where it was entered. */
  void each(List<ProcessSpec> processes, Consumer<List<ProcessSpec>> cycle) {
    for (ProcessSpec process : processes) {
      if (!done.contains(process.namespec())) {
        search(process, cycle);
      }
    }
  }

  private void search(ProcessSpec start, Consumer<List<ProcessSpec>> cycle) {
    Deque<Step> path = new ArrayDeque<>();
    Map<Namespec, Integer> depth = new HashMap<>();
    enter(start, path, depth);
    while (!path.isEmpty()) {
      Step step = path.peekLast();
      if (!step.next().hasNext()) {
        path.removeLast();
        depth.remove(step.process().namespec());
        done.add(step.process().namespec());
        continue;
      }
      ProcessSpec next = step.next().next();
      if (depth.containsKey(next.namespec())) {
        List<ProcessSpec> whole = new ArrayList<>(path.stream().map(Step::process).toList());
        cycle.accept(whole.subList(depth.get(next.namespec()), whole.size()));
      } else if (!done.contains(next.namespec())) {
        enter(next, path, depth);
      }
    }
  }

  private void enter(ProcessSpec process, Deque<Step> path, Map<Namespec, Integer> depth) {
    depth.put(process.namespec(), path.size());
    path.addLast(new Step(process, dependencies.apply(process).iterator()));
  }
}
