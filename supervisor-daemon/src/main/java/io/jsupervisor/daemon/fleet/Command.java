package io.jsupervisor.daemon.fleet;

import io.jsupervisor.daemon.core.Signal;
import java.util.List;

/** A request of a user to the fleet that ends in one result per process. */
public sealed interface Command {
  record Start(Target target) implements Command {}

  record Stop(Target target) implements Command {}

  /** Stops what runs, then starts everything of the target. */
  record Restart(Target target) implements Command {}

  record SendSignal(Target target, Signal signal) implements Command {}

  /** Gives running processes new code in place, by the {@code reload_method} of their programs. */
  record Reload(Target target) implements Command {}

  record ClearLogs(Target target) implements Command {}

  /**
   * Rereads, then stops, removes and adds what changed, in these groups; empty means in all.
   *
   * @param untilUp false: done when everything is replaced, and starts go on
   */
  record Update(List<String> groups, boolean untilUp) implements Command {
    /** Done when what it starts is up, or has failed. */
    public Update(List<String> groups) {
      this(groups, /* untilUp= */ true);
    }
  }

  /** Replaces the processes of the target a few at a time, by the rules of their programs. */
  record RollingRestart(Target target) implements Command {}

  /** As {@link Update}, but groups that only changed are rolled to their new definition. */
  record RollingUpdate(List<String> groups) implements Command {}

  /** Adds or removes processes of a program until it has this many. */
  record Scale(String program, int numprocs) implements Command {}
}
