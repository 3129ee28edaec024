package io.jsupervisor.daemon.main;

import io.jsupervisor.daemon.log.DaemonLog;
import io.jsupervisor.daemon.os.posix.NotifySocket;
import io.jsupervisor.daemon.probe.Notification;
import io.jsupervisor.daemon.probe.NotifyReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.function.Consumer;

/**
 * The socket of programs with {@code readiness=notify}, made when the first of them starts; what
 * killed daemons left of theirs goes then. Its folder belongs to the daemon alone; children of
 * other users may only go through it to the socket.
 */
final class NotifyFolder implements AutoCloseable {
  private final DaemonLog log;
  private Consumer<Notification> hearer = notification -> {};
  private Path folder;
  private Path socket;
  private NotifyReader reader;

  NotifyFolder(DaemonLog log) {
    this.log = log;
  }

  /** Who hears; before anything is started. */
  synchronized void hearBy(Consumer<Notification> core) {
    hearer = core;
  }

  /**
   * The path of the socket. Any thread that may touch disks.
   *
   * @throws IOException with a sentence for people
   */
  synchronized Path path() throws IOException {
    if (folder == null) {
      folder = Files.createTempDirectory(StaleFolders.PREFIX + ProcessHandle.current().pid() + "-");
      new StaleFolders(folder.getParent(), folder, log).clean();
      socket = folder.resolve(StaleFolders.SOCKET);
      Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx--x--x"));
    }
    if (reader == null) {
      reader = NotifyReader.start(NotifySocket.bind(socket), hearer);
    }
    return socket;
  }

  @Override
  public synchronized void close() {
    if (folder == null) {
      return;
    }
    try {
      if (reader != null) {
        reader.close();
      }
      Files.deleteIfExists(socket);
      Files.deleteIfExists(folder);
    } catch (IOException left) {
      log.warn("cannot remove " + folder + ": " + left.getMessage());
    }
  }
}
