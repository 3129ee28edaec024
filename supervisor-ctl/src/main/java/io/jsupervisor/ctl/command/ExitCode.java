package io.jsupervisor.ctl.command;

/** The classic exit codes (those of LSB init scripts). */
public final class ExitCode {
  public static final int SUCCESS = 0;
  public static final int GENERIC = 1;
  public static final int INVALID_ARGUMENTS = 2;
  public static final int UNIMPLEMENTED = 3;

  /** Of {@code status}: something that is shown does not run. */
  public static final int STATUS_NOT_RUNNING = 3;

  /** Of {@code status}: a bad name, or no server. */
  public static final int STATUS_UNKNOWN = 4;

  public static final int REFUSED_CONNECTION = 4;
  public static final int OTHER_API = 5;
  public static final int NOT_RUNNING = 7;

  /** Of rolls: what was changed went back to the definition before. */
  public static final int ROLLED_BACK = 8;

  /** Of rolls and scale: it ended half-way. */
  public static final int STOPPED_HALFWAY = 9;

  /** The user left by Ctrl-C; what was begun goes on. */
  public static final int DETACHED = 130;

  private ExitCode() {}
}
