package io.jsupervisor.daemon.streams;

import io.jsupervisor.daemon.core.LogSpec;
import io.jsupervisor.daemon.core.LogTarget;
import java.io.IOException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Collection;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * Every open log, once for each path: two processes that name the same file write through one
 * {@link OutputLog}, so neither rotates it away under the other. Opened on preparing threads, used
 * and closed on the stream thread.
 */
final class SharedLogs {
  private static final Set<PosixFilePermission> OWNER_ONLY =
      EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);

  private final ConcurrentHashMap<Path, SharedLog> open = new ConcurrentHashMap<>();
  private final Set<Path> warned = ConcurrentHashMap.newKeySet();
  private final Consumer<String> warnings;

  SharedLogs(Consumer<String> warnings) {
    this.warnings = warnings;
  }

  /** Opens it, or counts one more user. May block on the disk. */
  SharedLog acquire(Path path, LogSpec spec) throws IOException {
    Path key = path.toAbsolutePath().normalize();
    IOException[] failure = new IOException[1];
    SharedLog log =
        open.compute(
            key,
            (ignored, known) -> {
              try {
                SharedLog used = known == null ? new SharedLog(key, open(key, spec)) : known;
                used.users++;
                return used;
              } catch (IOException cannot) {
                failure[0] = cannot;
                return known;
              }
            });
    if (failure[0] != null) {
      throw failure[0];
    }
    return log;
  }

  private OutputLog open(Path path, LogSpec spec) throws IOException {
    if (DeviceLog.isFor(path)) {
      if (spec.maxBytes() > 0 && !path.equals(Path.of("/dev/null")) && warned.add(path)) {
        warnings.accept(
            path + " cannot be rotated and is written without (cure: set its _maxbytes to 0)");
      }
      return DeviceLog.open(path);
    }
    return spec.target() instanceof LogTarget.Auto
        ? RotatingLog.open(path, spec.maxBytes(), spec.backups(), OWNER_ONLY)
        : RotatingLog.open(path, spec.maxBytes(), spec.backups());
  }

  /** One user less; the last one closes it. */
  void release(SharedLog log) {
    open.compute(
        log.path,
        (ignored, known) -> {
          log.users--;
          if (log.users > 0) {
            return known;
          }
          log.output.close();
          return null;
        });
  }

  Collection<SharedLog> all() {
    return open.values();
  }

  /** One open log and its users; their number is guarded by the map. */
  static final class SharedLog {
    final Path path;
    final OutputLog output;
    private int users;

    /** It is the daemon's own standard output or error. */
    boolean isConsole() {
      return output instanceof DeviceLog device && device.isConsole();
    }

    SharedLog(Path path, OutputLog output) {
      this.path = path;
      this.output = output;
    }
  }
}
