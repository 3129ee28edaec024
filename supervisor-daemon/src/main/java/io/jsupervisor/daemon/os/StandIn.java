package io.jsupervisor.daemon.os;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A child in place of one that could not be set up. The classic tool's child writes what went wrong
 * to its standard error and exits with 127 (spec 4.1), so users look for it in the program's log;
 * after posix_spawn(3) there is no such child, so we start one that does just this.
 */
final class StandIn {
  private static final String SCRIPT =
      "printf 'supervisor: %s\\nsupervisor: child process was not spawned\\n' \"$1\" >&2; exit 127";

  /**
   * @param says behind {@code supervisor: }
   */
  static Planned of(LaunchPlan plan, String says, LaunchFault fault) {
    LaunchPlan child =
        new LaunchPlan(
            "/bin/sh",
            List.of("sh", "-c", SCRIPT, "sh", says),
            plan.environment(),
            Optional.empty(),
            OptionalInt.empty(),
            plan.stdin(),
            plan.redirectStderr(),
            plan.descriptors(),
            plan.ownSession());
    return new Planned.Ready(child, Optional.of(fault));
  }

  private StandIn() {}
}
