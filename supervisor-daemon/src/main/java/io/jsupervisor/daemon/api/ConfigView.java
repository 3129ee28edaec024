package io.jsupervisor.daemon.api;

import io.jsupervisor.daemon.fleet.ProcessView;
import java.util.List;
import java.util.Map;

/** The effective configuration, for {@code GET /api/v1/config}. */
@FunctionalInterface
public interface ConfigView {
  /**
   * Maps, lists, strings, numbers, booleans and nulls in the form of {@code --check --json} plus
   * {@code inuse} and {@code group_priority} per program; secrets masked. Any thread.
   */
  Map<String, Object> json();

  /** The same of one process, by what it runs with now. Any thread. */
  default Map<String, Object> json(ProcessView process) {
    return Map.of();
  }

  /**
   * What an update to the files read last would change, program by program: {@code program}, {@code
   * group}, {@code change}, {@code from} and {@code to} (numbers of processes) and {@code options},
   * each with {@code option}, {@code from}, {@code to}; secrets masked. Any thread.
   */
  default List<Map<String, Object>> differences() {
    return List.of();
  }

  /**
   * What an update to the files as they are now would change: {@code added}, {@code changed},
   * {@code removed} and {@code scaled} (names of groups), {@code reload} and {@code programs}, as
   * {@link #needReload} and {@link #differences}. Reads the files, and keeps nothing of them: what
   * was read last stays that. Any thread that may wait for disks.
   *
   * @throws io.jsupervisor.daemon.fleet.FaultException CANT_REREAD, with the problems
   */
  default Map<String, Object> changesNow() {
    return Map.of();
  }

  /**
   * Names of the sections that the files read last have otherwise than the daemon started with, and
   * that only a reload applies. Any thread.
   */
  default List<String> needReload() {
    return List.of();
  }

  /** How many processes each program has by the files read last, by its name. Any thread. */
  default Map<String, Integer> numprocs() {
    return Map.of();
  }
}
