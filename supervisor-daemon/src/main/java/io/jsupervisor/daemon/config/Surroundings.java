package io.jsupervisor.daemon.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * What a configuration may refer to besides its files.
 *
 * @param environment of the daemon: {@code %(ENV_x)s}
 * @param hostname as {@code uname -n}
 * @param workingDirectory that relative paths start from, absolute
 */
public record Surroundings(
    Map<String, String> environment, String hostname, Path workingDirectory, Accounts accounts) {
  public Surroundings {
    environment = Map.copyOf(environment);
  }

  /** Those of this process. */
  public static Surroundings ofThisProcess(Accounts accounts) {
    return new Surroundings(System.getenv(), nodeName(), Path.of("").toAbsolutePath(), accounts);
  }

  /** Those of this process, where the launcher or whoever started us changed some. */
  public static Surroundings of(
      Map<String, String> environment, Path workingDirectory, Accounts accounts) {
    return new Surroundings(environment, nodeName(), workingDirectory, accounts);
  }

  private static String nodeName() {
    try {
      return Files.readString(Path.of("/proc/sys/kernel/hostname")).strip();
    } catch (IOException noProc) {
      return System.getenv().getOrDefault("HOSTNAME", "localhost");
    }
  }
}
