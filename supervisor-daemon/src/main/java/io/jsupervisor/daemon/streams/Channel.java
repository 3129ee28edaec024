package io.jsupervisor.daemon.streams;

/** Which output of a process. */
public enum Channel {
  STDOUT,
  STDERR
}
