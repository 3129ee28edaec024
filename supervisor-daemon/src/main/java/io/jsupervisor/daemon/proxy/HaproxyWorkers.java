package io.jsupervisor.daemon.proxy;

import io.jsupervisor.daemon.config.UpstreamSpec;
import io.jsupervisor.daemon.proxy.ProxyHost.Worker;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * The workers of an HAProxy in master-worker mode ({@code -W}), whose {@code pid_file=} holds the
 * pid of the master. A worker that was told to go closes its listening sockets; a new one gets the
 * same sockets from it (management guide, section 4), so the sockets alone do not tell them apart.
 */
final class HaproxyWorkers {
  private HaproxyWorkers() {}

  /** The master, if it lives and is known. */
  static Optional<ProcessHandle> master(UpstreamSpec upstream) {
    try {
      String file = upstream.options().getOrDefault("pid_file", "");
      return file.isEmpty()
          ? Optional.empty()
          : ProcessHandle.of(Long.parseLong(Files.readString(Path.of(file)).strip()))
              .filter(process -> isHaproxy(process.pid()));
    } catch (IOException | NumberFormatException none) {
      return Optional.empty();
    }
  }

  /**
   * Those that accept connections.
   *
   * @param listening the inodes of all listening sockets of the machine
   * @return empty when they cannot be seen
   */
  static Optional<Set<Worker>> accepting(UpstreamSpec upstream, Set<String> listening) {
    Optional<ProcessHandle> master = master(upstream);
    if (master.isEmpty()) {
      return Optional.empty();
    }
    Set<Worker> accepting = new HashSet<>();
    for (ProcessHandle child : master.get().children().toList()) {
      if (isHaproxy(child.pid()) && holdsAny(child.pid(), listening)) {
        accepting.add(Worker.of(child));
      }
    }
    return Optional.of(accepting);
  }

  private static boolean isHaproxy(long pid) {
    try {
      return Files.readString(Path.of("/proc/" + pid + "/comm"), StandardCharsets.ISO_8859_1)
          .startsWith("haproxy");
    } catch (IOException gone) {
      return false;
    }
  }

  private static boolean holdsAny(long pid, Set<String> inodes) {
    try (var descriptors = Files.list(Path.of("/proc/" + pid + "/fd"))) {
      return descriptors.anyMatch(descriptor -> inodes.contains(target(descriptor)));
    } catch (IOException gone) {
      return false; // or another user's: settle_secs is waited for then
    }
  }

  /** {@code socket:[12345]} for a socket. */
  private static String target(Path descriptor) {
    try {
      return Files.readSymbolicLink(descriptor).toString();
    } catch (IOException closed) {
      return "";
    }
  }
}
