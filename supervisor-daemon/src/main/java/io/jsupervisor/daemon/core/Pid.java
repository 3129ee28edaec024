package io.jsupervisor.daemon.core;

/** A process id of the operating system. */
public record Pid(int value) {
  public Pid {
    if (value <= 0) {
      throw new IllegalArgumentException("a pid is positive: " + value);
    }
  }

  @Override
  public String toString() {
    return Integer.toString(value);
  }
}
