package io.jsupervisor.ctl.command;

import io.jsupervisor.ctl.client.Daemon;
import io.jsupervisor.ctl.client.Fault;
import io.jsupervisor.ctl.client.Outcome;
import io.jsupervisor.ctl.client.Target;
import java.io.IOException;
import java.util.List;

/** Stopping, for {@code stop} and {@code restart}. */
final class StopAction extends ProcessAction {
  StopAction() {
    super("stop", Fault.NOT_RUNNING, ExitCode.GENERIC);
  }

  @Override
  List<Outcome> request(Daemon daemon, Target target) throws IOException {
    return daemon.stop(target);
  }

  @Override
  String verdict(Fault fault) {
    return switch (fault) {
      case SUCCESS -> "stopped";
      case BAD_NAME -> "no such process";
      case BAD_SIGNAL -> "bad signal name";
      case NOT_RUNNING -> "not running";
      case FAILED -> "failed";
      default -> null;
    };
  }
}
