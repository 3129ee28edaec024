package io.jsupervisor.daemon.main;

import io.jsupervisor.daemon.log.DaemonLog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The file that holds the daemon's pid. That it cannot be written is said and nothing more. */
final class PidFile {
  private final Path path;
  private final long pid;

  PidFile(Path path, long pid) {
    this.path = path;
    this.pid = pid;
  }

  void write(DaemonLog log) {
    try {
      Files.writeString(path, pid + "\n");
      log.info("supervisord started with pid " + pid);
    } catch (IOException e) {
      log.critical("could not write pidfile " + path);
    }
  }

  /** Removes it, unless another daemon has written it since. */
  void remove() {
    try {
      if (Files.readString(path).strip().equals(Long.toString(pid))) {
        Files.delete(path);
      }
    } catch (IOException gone) {
      // Nothing of ours is there.
    }
  }
}
