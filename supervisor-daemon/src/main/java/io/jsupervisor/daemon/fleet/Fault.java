package io.jsupervisor.daemon.fleet;

/** The classic faults, and one of ours, by name and code (supervisord's XML-RPC interface). */
public enum Fault {
  UNKNOWN_METHOD(1),
  INCORRECT_PARAMETERS(2),
  BAD_ARGUMENTS(3),
  SIGNATURE_UNSUPPORTED(4),
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

  /** Ours: what was asked does not go together with what runs, a roll for one. */
  CONFLICT(200);

  private final int code;

  Fault(int code) {
    this.code = code;
  }

  public int code() {
    return code;
  }
}
