package io.jsupervisor.ctl.reference;

import java.io.File;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** Debian's supervisord in the foreground, on a unix socket in a directory of its own. */
final class ReferenceDaemon implements AutoCloseable {
  private static final String PROGRAM = "/usr/bin/supervisord";
  private static final long DEADLINE_NANOS = TimeUnit.SECONDS.toNanos(30);

  private final Process process;
  private final Path config;
  private final Path socket;

  /**
   * @param server lines for {@code [unix_http_server]}, and further sections behind them
   */
  ReferenceDaemon(Path directory, String server) throws IOException {
    if (!Files.isExecutable(Path.of(PROGRAM))) {
      throw new IllegalStateException(
          PROGRAM + " is missing; this test compares with it (cure: apt-get install supervisor)");
    }
    config = directory.resolve("s.conf");
    socket = directory.resolve("s.sock");
    Files.writeString(
        config,
        """
        [supervisord]
        nodaemon=true
        logfile=%(here)s/s.log
        pidfile=%(here)s/s.pid
        childlogdir=%(here)s
        [rpcinterface:supervisor]
        supervisor.rpcinterface_factory = supervisor.rpcinterface:make_main_rpcinterface
        [unix_http_server]
        file=%(here)s/s.sock
        """
            + server);
    File output = directory.resolve("s.out").toFile();
    process =
        new ProcessBuilder(PROGRAM, "-c", config.toString())
            .redirectErrorStream(true)
            .redirectOutput(output)
            .start();
    awaitSocket(output.toPath());
  }

  Path config() {
    return config;
  }

  Path socket() {
    return socket;
  }

  /** Replaces a text in the file. */
  void edit(String from, String to) throws IOException {
    Files.writeString(config, Files.readString(config).replace(from, to));
  }

  /** Waits until the daemon has gone. */
  void awaitEnd() throws InterruptedException {
    if (!process.waitFor(30, TimeUnit.SECONDS)) {
      throw new IllegalStateException("supervisord did not end within 30 s");
    }
  }

  private void awaitSocket(Path output) throws IOException {
    long begun = System.nanoTime();
    while (System.nanoTime() - begun < DEADLINE_NANOS && process.isAlive()) {
      if (Files.exists(socket) && listens()) {
        return;
      }
      Thread.onSpinWait();
    }
    throw new IllegalStateException("supervisord did not begin: " + Files.readString(output));
  }

  private boolean listens() {
    try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      return channel.connect(UnixDomainSocketAddress.of(socket));
    } catch (IOException _) {
      return false;
    }
  }

  @Override
  public void close() throws IOException {
    process.destroy();
    try {
      awaitEnd();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } finally {
      process.destroyForcibly();
    }
  }
}
