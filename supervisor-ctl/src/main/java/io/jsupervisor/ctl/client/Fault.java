package io.jsupervisor.ctl.client;

/** The classic faults that a command can meet, by name and code. */
public enum Fault {
  UNKNOWN_METHOD(1),
  INCORRECT_PARAMETERS(2),
  BAD_ARGUMENTS(3),
  SHUTDOWN_STATE(6),
  BAD_NAME(10),
  BAD_SIGNAL(11),
  NO_FILE(20),
  NOT_EXECUTABLE(21),
  FAILED(30),
  ABNORMAL_TERMINATION(40),
  SPAWN_ERROR(50),
  ALREADY_STARTED(60),
  NOT_RUNNING(70),
  SUCCESS(80),
  ALREADY_ADDED(90),
  STILL_RUNNING(91),
  CANT_REREAD(92),
  /** Ours: a roll or scale of the program runs already, and the like. */
  CONFLICT(200),
  /** A code that is not in the classic list. */
  OTHER(-1);

  private final int code;

  Fault(int code) {
    this.code = code;
  }

  public int code() {
    return code;
  }

  public static Fault of(int code) {
    for (Fault fault : values()) {
      if (fault.code == code) {
        return fault;
      }
    }
    return OTHER;
  }
}
