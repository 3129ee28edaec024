package io.jsupervisor.daemon.api;

import java.util.Map;

/** The effective configuration, for {@code GET /api/v1/config}. */
@FunctionalInterface
public interface ConfigView {
  /**
   * Maps, lists, strings, numbers, booleans and nulls in the form of {@code --check --json} plus
   * {@code inuse} and {@code group_priority} per program; secrets masked. Any thread.
   */
  Map<String, Object> json();

  /** How many processes each program has by the files read last, by its name. Any thread. */
  default Map<String, Integer> numprocs() {
    return Map.of();
  }
}
