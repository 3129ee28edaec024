package io.jsupervisor.daemon.core;

/**
 * What must be before a process is started.
 *
 * @param name a program, a group or {@code group:name}; all of its processes count
 */
public record Dependency(String name, Condition condition) {
  /** What is asked of the processes of that name. */
  public enum Condition {
    /** Up for {@code startsecs}: RUNNING. */
    STARTED,
    /** RUNNING, and its readiness says yes. */
    READY,
    /** EXITED with code 0. */
    EXITED
  }
}
