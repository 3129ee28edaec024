package io.jsupervisor.daemon.main;

import io.jsupervisor.daemon.os.DaemonFacts;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The environment this daemon was started with. The launcher sets and removes a few variables for
 * Java alone and says so in a property; children and {@code %(ENV_x)s} see what was before.
 */
final class OwnEnvironment {
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
