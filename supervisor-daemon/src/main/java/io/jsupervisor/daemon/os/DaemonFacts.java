package io.jsupervisor.daemon.os;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What every start has in common.
 *
 * @param environment the daemon's own, at its start
 * @param uid the daemon's
 * @param directory the daemon's working directory, absolute
 * @param serverUrl of {@code SUPERVISOR_SERVER_URL} where a program does not say its own
 */
public record DaemonFacts(
    Map<String, String> environment, int uid, Path directory, Optional<String> serverUrl) {
  public DaemonFacts {
    environment = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(environment));
  }

  /**
   * Those of this process. The environment is read as bytes, because {@code System.getenv} loses
   * what is not text in the daemon's locale.
   */
  public static DaemonFacts ofThisProcess(Optional<String> serverUrl) {
    return new DaemonFacts(environ(), ownUid(), Path.of("").toAbsolutePath(), serverUrl);
  }

  private static Map<String, String> environ() {
    Map<String, String> environment = new LinkedHashMap<>();
    try {
      String block = NativeText.decode(Files.readAllBytes(Path.of("/proc/self/environ")));
      for (int from = 0, end; (end = block.indexOf('\0', from)) >= 0; from = end + 1) {
        int equals = block.indexOf('=', from);
        if (equals > from && equals < end) {
          environment.putIfAbsent(block.substring(from, equals), block.substring(equals + 1, end));
        }
      }
      return environment;
    } catch (IOException noProc) {
      return new LinkedHashMap<>(System.getenv());
    }
  }

  private static int ownUid() {
    try {
      return (Integer) Files.getAttribute(Path.of("/proc/self"), "unix:uid");
    } catch (IOException noProc) {
      throw new IllegalStateException("cannot read /proc/self (cure: mount proc)", noProc);
    }
  }
}
