package io.jsupervisor.daemon.os.posix;

import java.util.Optional;

/**
 * Where the daemon runs: Linux on x86-64 or aarch64 with glibc 2.34 or newer, the first with {@code
 * posix_spawn_file_actions_addclosefrom_np}. Anything else gets one clear line and not a stack
 * trace at the first spawn.
 */
public final class Platform {
  private static final int LEAST_MINOR = 34;

  private Platform() {}

  /** Why this machine will not do; empty when it will. */
  public static Optional<String> refusal() {
    String system = System.getProperty("os.name");
    String machine = System.getProperty("os.arch");
    return refusal(system, machine, system.equals("Linux") ? glibc() : Optional.empty());
  }

  static Optional<String> refusal(String system, String machine, Optional<String> glibc) {
    String here = system + " on " + machine;
    if (system.equals("Linux") && (machine.equals("amd64") || machine.equals("aarch64"))) {
      if (glibc.filter(Platform::isNewEnough).isPresent()) {
        return Optional.empty();
      }
      here += glibc.map(version -> " with glibc " + version).orElse(" without a usable glibc");
    }
    return Optional.of(
        "this is "
            + here
            + "; jsupervisord runs on Linux, x86-64 or aarch64, with glibc 2.34 or newer (cure:"
            + " Debian 12, Ubuntu 22.04, RHEL 9 or newer; not Alpine)");
  }

  private static boolean isNewEnough(String version) {
    String[] numbers = version.split("\\.", -1);
    int major = Integer.parseInt(numbers[0]);
    return major > 2 || (major == 2 && Integer.parseInt(numbers[1]) >= LEAST_MINOR);
  }

  private static Optional<String> glibc() {
    try {
      return Optional.of(Native.LIBC.gnu_get_libc_version());
    } catch (LinkageError notGlibc) {
      return Optional.empty();
    }
  }
}
