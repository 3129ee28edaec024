package io.jsupervisor.daemon.core;

/** The states as users and the classic interfaces know them, with their codes. */
public enum StateName {
  STOPPED(0),
  STARTING(10),
  RUNNING(20),
  BACKOFF(30),
  STOPPING(40),
  EXITED(100),
  FATAL(200),
  UNKNOWN(1000);

  private final int code;

  StateName(int code) {
    this.code = code;
  }

  public int code() {
    return code;
  }

  /** STARTING, RUNNING, BACKOFF: a start is refused, a stop is not. */
  public boolean isUp() {
    return this == STARTING || this == RUNNING || this == BACKOFF;
  }

  /** STARTING, RUNNING, STOPPING: there is somebody to signal. */
  public boolean isSignallable() {
    return this == STARTING || this == RUNNING || this == STOPPING;
  }

  /** STOPPED, EXITED, FATAL, UNKNOWN: a group of these can be removed. */
  public boolean isDown() {
    return this == STOPPED || this == EXITED || this == FATAL || this == UNKNOWN;
  }
}
