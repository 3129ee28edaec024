package io.jsupervisor.daemon.core;

import java.util.Set;

/**
 * When a process is started, and when it counts as up.
 *
 * @param startsecs seconds it must stay up to be RUNNING
 * @param startretries failed starts after the first before it is FATAL
 * @param exitcodes the exit codes that are expected
 */
public record StartRules(
    boolean autostart,
    Autorestart autorestart,
    long startsecs,
    long startretries,
    Set<Integer> exitcodes) {
  public StartRules {
    exitcodes = Set.copyOf(exitcodes);
  }

  public boolean expects(ExitStatus status) {
    return exitcodes.contains(status.code());
  }
}
