package io.jsupervisor.daemon.streams;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/**
 * A log file that is rotated by size, exactly as the classic tool does (spec 5.3): right after the
 * write that reaches the limit, so a record is never split and the file may be empty. {@code F.1}
 * is the newest backup. Also the main log's.
 *
 * <p>Opened for appending always, so the kernel finds the end at each write, also after somebody
 * else truncated the file.
 */
public final class RotatingLog implements OutputLog {
  private static final Set<StandardOpenOption> APPENDING =
      Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND);

  private final Path path;
  private final FileAttribute<?>[] creation;
  private long maxBytes;
  private int backups;
  private FileChannel channel;

  /** Above {@link #maxBytes} only after a rotation that failed, so that not every write tries. */
  private long rotateAt;

  /**
   * No backup has a higher number. The first rotation looks for all that may be kept, the next ones
   * go by what it found: a thousand may be kept where there are three.
   */
  private int mayExist;

  private RotatingLog(Path path, long maxBytes, int backups, FileAttribute<?>[] creation)
      throws IOException {
    this.path = path;
    this.creation = creation;
    this.channel = open();
    limit(maxBytes, backups);
  }

  /**
   * Opens for appending; a new file gets the mode 0666 less the umask.
   *
   * @param maxBytes rotate at this size; 0 or less never does
   * @param backups how many to keep; 0 truncates instead
   */
  public static RotatingLog open(Path path, long maxBytes, int backups) throws IOException {
    return new RotatingLog(path, maxBytes, backups, new FileAttribute<?>[0]);
  }

  /** The same; a new file, also after a rotation, gets these permissions. */
  public static RotatingLog open(
      Path path, long maxBytes, int backups, Set<PosixFilePermission> permissions)
      throws IOException {
    return new RotatingLog(
        path,
        maxBytes,
        backups,
        new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(permissions)});
  }

  /** Changes the limits, from the next record on. */
  void limit(long newMaxBytes, int newBackups) {
    maxBytes = newMaxBytes;
    backups = newBackups;
    rotateAt = maxBytes;
    mayExist = Integer.MAX_VALUE;
  }

  private FileChannel open() throws IOException {
    return FileChannel.open(path, Set.<OpenOption>copyOf(APPENDING), creation);
  }

  @Override
  public boolean append(ByteBuffer record) throws IOException {
    while (record.hasRemaining()) {
      channel.write(record);
    }
    return maxBytes > 0 && channel.size() >= rotateAt && rotate();
  }

  private boolean rotate() throws IOException {
    try {
      if (backups <= 0) {
        channel.truncate(0);
      } else {
        shift();
        replaceChannel();
      }
      rotateAt = maxBytes;
      return true;
    } catch (IOException refused) {
      // The record is in the file; it only grows on until the next try.
      rotateAt = channel.size() + maxBytes;
      throw new RotationException(path, refused);
    }
  }

  private void shift() throws IOException {
    int oldest = 0;
    int from = Math.min(backups - 1, mayExist);
    mayExist = Integer.MAX_VALUE; // should this end half-way
    for (int i = from; i >= 1; i--) {
      if (move(backup(i), backup(i + 1))) {
        oldest = Math.max(oldest, i + 1);
      }
    }
    boolean ignored = move(path, backup(1));
    mayExist = Math.max(oldest, 1);
  }

  /** False where there is nothing to move: the operator may have taken one away. */
  private static boolean move(Path from, Path to) throws IOException {
    if (!from.toFile().exists()) {
      return false;
    }
    try {
      Files.move(from, to, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
      return true;
    } catch (NoSuchFileException _) {
      return false; // it went in this moment
    }
  }

  private Path backup(int number) {
    return path.resolveSibling(path.getFileName() + "." + number);
  }

  /** The new file is open before the old one is closed: a failure leaves us with a file. */
  private void replaceChannel() throws IOException {
    FileChannel old = channel;
    channel = open();
    old.close();
  }

  @Override
  public void reopen() throws IOException {
    replaceChannel();
    mayExist = Integer.MAX_VALUE;
    rotateAt = maxBytes;
  }

  @Override
  public void clear() throws IOException {
    Files.deleteIfExists(path);
    reopen();
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException _) {
      // Every byte was handed to the kernel before; there is nothing to add for anybody.
    }
  }

  /** The bytes were written, but a new file could not be begun. */
  static final class RotationException extends IOException {
    private static final long serialVersionUID = 1L;

    RotationException(Path path, IOException cause) {
      super(
          "cannot rotate "
              + path
              + ": "
              + cause.getMessage()
              + "; it grows on (cure: let the daemon's user write its directory)",
          cause);
    }
  }
}
