package io.jsupervisor.daemon.fleet;

import io.jsupervisor.daemon.core.ProcessSpec;
import io.jsupervisor.daemon.fleet.ManagedProcess.LogFiles;

/**
 * What a process is defined by.
 *
 * @param siblings how many processes its program has by this definition, itself among them
 */
record Definition(ProcessSpec spec, LogFiles logs, int siblings) {
  /** Logs that are not named yet: they are made off the core. */
  static final LogFiles NO_LOGS = new LogFiles("", "");

  Definition withLogs(LogFiles made) {
    return new Definition(spec, made, siblings);
  }
}
