package io.jsupervisor.ctl.client;

import java.io.IOException;
import java.util.List;

/**
 * Rolling restarts, rolling updates and scale: what only our own daemon can. Each begins an
 * operation and returns at once. A refusal is a {@link FaultException}: BAD_NAME, CONFLICT, …
 */
public interface Rolls {
  /** {@code web:*} and the like. */
  RollState restart(Target target) throws IOException;

  /**
   * @param groups empty for all
   */
  RollState update(List<String> groups) throws IOException;

  /**
   * A plain update by the daemon's own steps; it ends when everything is replaced and does not wait
   * for what it starts.
   *
   * @param groups empty for all
   */
  RollState plainUpdate(List<String> groups) throws IOException;

  RollState scale(String program, int numprocs) throws IOException;

  RollState look(String id) throws IOException;

  /** It stops as soon as nobody is left out of rotation that could serve. */
  RollState abort(String id) throws IOException;

  /** The operations in progress, other kinds among them. */
  List<RollState> running() throws IOException;

  /** Sorted by name. */
  List<ProgramCount> programs() throws IOException;

  /**
   * How many processes a program has.
   *
   * @param configured by the files read last
   */
  record ProgramCount(String name, int numprocs, int configured) {}
}
