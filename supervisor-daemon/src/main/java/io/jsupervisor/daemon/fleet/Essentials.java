package io.jsupervisor.daemon.fleet;

import io.jsupervisor.daemon.core.ExitStatus;
import io.jsupervisor.daemon.core.ProcessState;
import io.jsupervisor.daemon.core.Ticks;
import io.jsupervisor.daemon.log.DaemonLog;
import java.util.OptionalInt;

/**
 * Programs with {@code essential=true}: when one has ended and will not be started again, neither
 * by {@code autorestart} nor by a retry, the daemon ends. A user's stop is no such end. Core thread
 * only.
 */
final class Essentials implements ProcessObserver {
  /** What a shell adds to the number of a signal. */
  private static final int SIGNALLED = 128;

  private final ProcessEngine engine;
  private final DaemonLog log;
  private final Runnable endDaemon;
  private OptionalInt exitCode = OptionalInt.empty();

  Essentials(ProcessEngine engine, DaemonLog log, Runnable endDaemon) {
    this.engine = engine;
    this.log = log;
    this.endDaemon = endDaemon;
  }

  /** The daemon's exit code, where a program decided it. */
  OptionalInt exitCode() {
    return exitCode;
  }

  @Override
  public void changed(ManagedProcess process) {
    if (!process.spec.extensions().isOn("essential")
        || exitCode.isPresent()
        || !engine.mayStart()) {
      return;
    }
    int code = codeOf(process);
    if (code >= 0) {
      exitCode = OptionalInt.of(code);
      log.critical(
          process.namespec()
              + " is essential and will not be started again ("
              + process.lastExit().map(ExitStatus::text).orElse(process.whyDown())
              + "); everything stops, with exit code "
              + code);
      endDaemon.run();
    }
  }

  /** -1 while it may run again. */
  private static int codeOf(ManagedProcess process) {
    return switch (process.state()) {
      case ProcessState.Exited exited when exited.restartAt().equals(Ticks.NEVER) ->
          code(process.lastExit().orElseThrow());
      // An end with 0 before startsecs is a failure all the same, and so is one that never began.
      case ProcessState.Fatal ignored ->
          Math.max(1, process.lastExit().map(Essentials::code).orElse(1));
      default -> -1;
    };
  }

  private static int code(ExitStatus status) {
    return switch (status) {
      case ExitStatus.Exited(int code) -> code;
      case ExitStatus.Killed(var signal, boolean ignored) -> SIGNALLED + signal.number();
    };
  }
}
