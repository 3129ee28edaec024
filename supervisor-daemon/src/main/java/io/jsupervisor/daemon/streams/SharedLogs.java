package io.jsupervisor.daemon.streams;

import io.jsupervisor.daemon.core.LogSpec;
import io.jsupervisor.daemon.core.LogTarget;
import io.jsupervisor.daemon.core.ProcessSpec;
import io.jsupervisor.daemon.os.Errno;
import io.jsupervisor.daemon.streams.Streams.LogOpenException;
import java.io.IOException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
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

  /**
   * Opens the logs of a process that is about to be spawned. May block on the disk.
   *
   * @param closing runs what closes logs, where that may take its time
   * @throws LogOpenException when one cannot be opened; then none is
   */
  OpenedLogs open(ProcessSpec spec, String stdoutLogfile, String stderrLogfile, Executor closing)
      throws LogOpenException {
    Optional<SharedLog> stdout = acquireIfKept(stdoutLogfile, spec.stdout());
    try {
      Optional<SharedLog> stderr =
          spec.redirectStderr() ? Optional.empty() : acquireIfKept(stderrLogfile, spec.stderr());
      return new OpenedLogs(stdout, stderr, unused -> closing.execute(() -> release(unused)));
    } catch (LogOpenException refused) {
      stdout.ifPresent(log -> closing.execute(() -> release(log)));
      throw refused;
    }
  }

  private Optional<SharedLog> acquireIfKept(String path, LogSpec spec) throws LogOpenException {
    if (path.isEmpty() || spec.target() instanceof LogTarget.None) {
      return Optional.empty();
    }
    try {
      return Optional.of(acquire(Path.of(path), spec));
    } catch (IOException refused) {
      throw new LogOpenException(path, Errno.name(Errno.of(refused)), refused);
    }
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

  /** Logs that were opened and are not wanted after all. */
  void release(OpenedLogs unused) {
    unused.stdout.ifPresent(this::release);
    unused.stderr.ifPresent(this::release);
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

  /** Closes and opens every log by its name; one that cannot be opened goes on as it is. */
  void reopenAll() {
    for (SharedLog log : open.values()) {
      try {
        log.output.reopen();
      } catch (IOException refused) {
        warnings.accept("cannot reopen " + log.path + ", goes on with the open file: " + refused);
      }
    }
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
