package io.jsupervisor.ctl.command;

import io.jsupervisor.ctl.client.Daemon;
import io.jsupervisor.ctl.client.Fault;
import io.jsupervisor.ctl.client.Outcome;
import io.jsupervisor.ctl.client.Target;
import java.io.IOException;
import java.util.List;

/** Signalling with one signal. */
final class SignalAction extends ProcessAction {
  private final String signal;

  SignalAction(String signal) {
    super("signal", Fault.SUCCESS, ExitCode.GENERIC);
    this.signal = signal;
  }

  @Override
  List<Outcome> request(Daemon daemon, Target target) throws IOException {
    return daemon.signal(target, signal);
  }

  @Override
  String verdict(Fault fault) {
    return switch (fault) {
      case SUCCESS -> "signalled";
      case BAD_NAME -> "no such process";
      case BAD_SIGNAL -> "bad signal name";
      case NOT_RUNNING -> "not running";
      case FAILED -> "failed";
      default -> null;
    };
  }
}
