package io.jsupervisor.daemon.fleet;

import io.jsupervisor.daemon.core.ReloadMethod;
import java.util.function.Consumer;

/**
 * Gives a process its new code without a stop and a start, by the {@code reload_method} of its
 * program. Core thread only.
 */
interface Reloading {
  /**
   * What a reload came to.
   *
   * @param why for people; empty when {@code ok}
   */
  record Outcome(boolean ok, String why) {
    static final Outcome OK = new Outcome(true, "");

    static Outcome failed(String why) {
      return new Outcome(false, why);
    }
  }

  /** Whether its program has a {@code reload_method}; else it is stopped and started. */
  default boolean isConfigured(ManagedProcess process) {
    return ReloadMethod.of(process.spec).isPresent();
  }

  /**
   * Reloads, and waits until the process is ready with its new code, at most {@code
   * readiness_deadline}; then runs {@code done} on the core, once. Where it fails what served
   * before goes on if it can. The pid may be another afterwards. Nothing needs to be taken out of a
   * proxy before. A process that is not RUNNING, or is reloading already, fails at once.
   */
  void reload(ManagedProcess process, Consumer<Outcome> done);
}
