package io.jsupervisor.daemon.core;

/**
 * How the instances of a program are replaced one after another.
 *
 * @param maxUnavailable how many may be away at a time; 0 only with {@code maxSurge}
 * @param maxSurge how many may run in addition
 * @param minReadySecs how long a new one must stay ready before the next is touched
 * @param drainSecs how long connections of one that leaves may take to end, at most
 */
public record RollRules(int maxUnavailable, int maxSurge, long minReadySecs, long drainSecs) {
  /** What holds where nothing is said. */
  public static final RollRules DEFAULT = new RollRules(1, 0, 0, 30);
}
