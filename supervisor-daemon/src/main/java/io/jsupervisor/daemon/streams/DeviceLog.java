package io.jsupervisor.daemon.streams;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/**
 * Something that cannot be rotated: a pipe, a terminal, {@code /dev/null}, the daemon's own
 * standard output. The latter is written through descriptor 1 itself, because opening {@code
 * /dev/stdout} fails when that is a socket (systemd's journal), or when the daemon changed its user
 * since.
 */
public final class DeviceLog implements OutputLog {
  private static final long WHEN_FULL_NANOS = 1_000_000;

  private final FileChannel channel;
  private final boolean ours;

  private DeviceLog(FileChannel channel, boolean ours) {
    this.channel = channel;
    this.ours = ours;
  }

  /**
   * Whether a log of this name is a device: {@code /dev/stdout} also where it is a file at present,
   * for rotation would rename the link in {@code /dev}. A directory is not, so that opening it as a
   * file tells the operator so.
   */
  public static boolean isFor(Path path) {
    return path.startsWith("/dev")
        || (Files.exists(path) && !Files.isRegularFile(path) && !Files.isDirectory(path));
  }

  /** Opens it for writing; the daemon's own descriptors are used as they are. */
  public static DeviceLog open(Path path) throws IOException {
    Optional<FileDescriptor> standard = standard(path.toString());
    if (standard.isPresent()) {
      // Never closed: that would close descriptor 1.
      @SuppressWarnings("resource")
      FileOutputStream stream = new FileOutputStream(standard.get());
      return new DeviceLog(stream.getChannel(), false);
    }
    return new DeviceLog(FileChannel.open(path, StandardOpenOption.WRITE), true);
  }

  private static Optional<FileDescriptor> standard(String path) {
    return switch (path) {
      case "/dev/stdout", "/dev/fd/1", "/proc/self/fd/1" -> Optional.of(FileDescriptor.out);
      case "/dev/stderr", "/dev/fd/2", "/proc/self/fd/2" -> Optional.of(FileDescriptor.err);
      default -> Optional.empty();
    };
  }

  /** It is the daemon's own standard output or error. */
  boolean isConsole() {
    return !ours;
  }

  @Override
  public boolean append(ByteBuffer record) throws IOException {
    while (record.hasRemaining()) {
      if (channel.write(record) == 0) {
        // Whoever shares it has made it non-blocking. A slow reader may hold this thread, and so
        // the children that write, but nothing else.
        LockSupport.parkNanos(WHEN_FULL_NANOS);
      }
    }
    return false;
  }

  @Override
  public void reopen() {}

  @Override
  public void clear() {}

  @Override
  public void close() {
    if (!ours) {
      return;
    }
    try {
      channel.close();
    } catch (IOException _) {
      // A device holds nothing back that closing could lose.
    }
  }
}
