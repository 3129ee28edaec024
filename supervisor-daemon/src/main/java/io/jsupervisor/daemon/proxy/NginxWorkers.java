package io.jsupervisor.daemon.proxy;

import io.jsupervisor.daemon.proxy.ProxyHost.Worker;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The workers of an nginx. One that was told to go sets its title to {@code worker process is
 * shutting down} and closes its listening sockets in the same breath (ngx_process_cycle.c).
 */
final class NginxWorkers {
  private NginxWorkers() {}

  /** The master, if it lives. */
  static Optional<ProcessHandle> master(long pid) {
    return ProcessHandle.of(pid).filter(process -> title(pid).contains("master process"));
  }

  /** Those that accept connections; empty when the master does not live. */
  static Optional<Set<Worker>> accepting(long master) {
    return master(master)
        .map(
            process ->
                process
                    .children()
                    .filter(child -> isAccepting(title(child.pid())))
                    .map(Worker::of)
                    .collect(Collectors.toSet()));
  }

  /** Cache helpers have other titles; a child that does not yet have its own has the master's. */
  static boolean isAccepting(String title) {
    return title.contains("worker process") && !title.contains("shutting down");
  }

  private static String title(long pid) {
    try {
      return Files.readString(Path.of("/proc/" + pid + "/cmdline"), StandardCharsets.ISO_8859_1);
    } catch (IOException gone) {
      return "";
    }
  }
}
