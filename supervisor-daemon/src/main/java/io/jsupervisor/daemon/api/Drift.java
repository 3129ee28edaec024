package io.jsupervisor.daemon.api;

import io.jsupervisor.daemon.fleet.FleetSnapshot;
import io.jsupervisor.daemon.fleet.ProcessView;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * How many processes each program has, and how many the files read last say: a scaled program
 * differs until the file says so too.
 *
 * @param running by the name of the program
 * @param configured likewise
 */
record Drift(Map<String, Integer> running, Map<String, Integer> configured) {
  static Drift of(ApiContext context) {
    return new Drift(running(context.fleet().snapshot()), context.config().numprocs());
  }

  /** Per program; one that is in several groups has as many in each. */
  static Map<String, Integer> running(FleetSnapshot snapshot) {
    Map<String, Integer> all = new TreeMap<>();
    for (FleetSnapshot.GroupView group : snapshot.groups()) {
      Map<String, Integer> here = new HashMap<>();
      for (ProcessView process : group.processes()) {
        here.merge(process.spec().program(), 1, Integer::sum);
      }
      here.forEach((program, count) -> all.merge(program, count, Math::max));
    }
    return all;
  }

  /** Both numbers, where they differ; nothing for a program that the files do not have. */
  Optional<Map<String, Object>> json(String program) {
    Integer here = running.get(program);
    Integer file = configured.get(program);
    return here == null || file == null || here.equals(file)
        ? Optional.empty()
        : Optional.of(Map.of("running", here, "configured", file));
  }
}
