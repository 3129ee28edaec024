package io.jsupervisor.ctl.command;

import io.jsupervisor.ctl.client.Daemon;
import io.jsupervisor.ctl.client.Fault;
import io.jsupervisor.ctl.client.Outcome;
import io.jsupervisor.ctl.client.Target;
import java.io.IOException;
import java.util.List;

/** Starting, for {@code start} and {@code restart}. */
final class StartAction extends ProcessAction {
  StartAction() {
    super("start", Fault.ALREADY_STARTED, ExitCode.INVALID_ARGUMENTS);
  }

  @Override
  List<Outcome> request(Daemon daemon, Target target) throws IOException {
    return daemon.start(target);
  }

  @Override
  String verdict(Fault fault) {
    return switch (fault) {
      case SUCCESS -> "started";
      case BAD_NAME -> "no such process";
      case NO_FILE -> "no such file";
      case NOT_EXECUTABLE -> "file is not executable";
      case ALREADY_STARTED -> "already started";
      case SPAWN_ERROR -> "spawn error";
      case ABNORMAL_TERMINATION -> "abnormal termination";
      default -> null;
    };
  }
}
