package io.jsupervisor.daemon.main;

import io.jsupervisor.daemon.os.DaemonFacts;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The environment this daemon was started with. The launcher sets and removes a few variables for
 * Java alone and says so in a property; children and {@code %(ENV_x)s} see what was before. What a
 * service manager tells the daemon by variables is for the daemon alone: a child that answered
 * {@code READY=1} or fed the watchdog would speak for it.
 */
final class OwnEnvironment {
  private static final Set<String> FOR_US_ALONE =
      Set.of(
          "NOTIFY_SOCKET",
          "WATCHDOG_PID",
          "WATCHDOG_USEC",
          "LISTEN_PID",
          "LISTEN_PIDFDID",
          "LISTEN_FDS",
          "LISTEN_FDNAMES",
          "FDSTORE");

  private OwnEnvironment() {}

  /** The environment to hand on. */
  static Map<String, String> restored() {
    return restored(
        DaemonFacts.ofThisProcess(Optional.empty()).environment(),
        System.getProperty("jsupervisor.env.restore", ""));
  }

  /**
   * Undoes the launcher's changes.
   *
   * @param restore one per line: {@code NAME=VALUE} to set back, {@code NAME} to remove
   */
  static Map<String, String> restored(Map<String, String> environment, String restore) {
    Map<String, String> result = new LinkedHashMap<>(environment);
    result.keySet().removeAll(FOR_US_ALONE);
    restore
        .lines()
        .filter(line -> !line.isEmpty())
        .forEach(
            line -> {
              int equals = line.indexOf('=');
              if (equals < 0) {
                result.remove(line);
              } else {
                result.put(line.substring(0, equals), line.substring(equals + 1));
              }
            });
    return result;
  }
}
