package io.jsupervisor.daemon.main;

import io.jsupervisor.daemon.config.Configuration;
import io.jsupervisor.daemon.log.QueuedLog;
import io.jsupervisor.daemon.rpc.RpcContext.MainLog;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** The file of the main log, for those who read and clear it. */
final class MainLogFile {
  private MainLogFile() {}

  static MainLog of(Configuration configuration, QueuedLog log) {
    String logfile = configuration.supervisord().logfile();
    if (logfile.equals("syslog")) {
      return MainLog.NONE;
    }
    Path file = Path.of(logfile);
    return new MainLog(Optional.of(file), () -> clear(file, log));
  }

  /** On the log's own thread, in order with its lines. */
  private static CompletableFuture<Void> clear(Path file, QueuedLog log) {
    return log.inOrder(() -> delete(file))
        .thenCompose(
            deleted -> {
              log.info("reopening log file");
              return log.reopen();
            });
  }

  private static void delete(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
