package io.jsupervisor.daemon.core;

/** How a child ended. */
public sealed interface ExitStatus {
  /** Returned from main or called exit(3). */
  record Exited(int code) implements ExitStatus {}

  /** Ended by a signal. */
  record Killed(Signal signal, boolean coreDumped) implements ExitStatus {}

  /**
   * The number that users see as {@code exitstatus}: the exit code, or -1 for a death by signal.
   */
  default int code() {
    return switch (this) {
      case Exited(int code) -> code;
      case Killed ignored -> -1;
    };
  }

  /**
   * The words of the main log: {@code exit status 3}, {@code terminated by SIGKILL (core dumped)}.
   */
  default String text() {
    return switch (this) {
      case Exited(int code) -> "exit status " + code;
      case Killed(Signal signal, boolean dumped) ->
          "terminated by "
              + signal.longName().orElse("signal " + signal.number())
              + (dumped ? " (core dumped)" : "");
    };
  }

  /** Decodes a status of wait(2). */
  static ExitStatus ofWaitStatus(int status) {
    int signal = status & 0x7f;
    return signal == 0
        ? new Exited((status >> 8) & 0xff)
        : new Killed(new Signal(signal), (status & 0x80) != 0);
  }
}
