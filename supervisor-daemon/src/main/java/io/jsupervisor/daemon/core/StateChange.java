package io.jsupervisor.daemon.core;

/**
 * A process went from one state that users know to another.
 *
 * @param pid of the child concerned; 0 when there is none
 * @param tries failed starts in a row so far
 * @param expected for EXITED: the exit code was one of {@code exitcodes}; true otherwise
 */
public record StateChange(StateName from, StateName to, int pid, long tries, boolean expected) {}
