package io.jsupervisor.daemon.api;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;
import java.util.concurrent.locks.LockSupport;

/**
 * Reads what is appended to a log. A file that is rotated away is read to its end, then the new
 * file of that name from its start; one that is cleared is read again from its start; one that is
 * not there yet is read from its start when it comes.
 */
final class FileFollower implements AutoCloseable {
  /** How often a file without news is looked at; the classic tool does the same. */
  private static final long LOOK_NANOS = 100_000_000L;

  private static final int LOOKS_A_SECOND = 10;

  private final Path path;
  private final ByteBuffer buffer = ByteBuffer.allocate(16 * 1024);
  private FileChannel channel; // null while there is no file
  private Object key;
  private long position;

  /** What {@link #next} found. */
  enum News {
    BYTES,
    /** The log began anew; bytes of the new file follow. */
    RESTARTED,
    NOTHING
  }

  /**
   * @param offset where to begin; negative counts from the end
   */
  FileFollower(Path path, long offset) throws IOException {
    this.path = path;
    try {
      open();
    } catch (NoSuchFileException notYet) {
      return;
    }
    long size = channel.size();
    position = offset < 0 ? Math.max(0, size + offset) : Math.min(offset, size);
  }

  private void open() throws IOException {
    key = keyOf(path);
    channel = FileChannel.open(path, StandardOpenOption.READ);
  }

  /**
   * Waits for news.
   *
   * @param millis to wait at most, about
   */
  News next(long millis) throws IOException, InterruptedException {
    long looks = Math.max(1, millis * LOOKS_A_SECOND / 1_000);
    for (long look = 0; ; look++) {
      News news = look();
      if (news != News.NOTHING || look >= looks) {
        return news;
      }
      LockSupport.parkNanos(this, LOOK_NANOS);
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
    }
  }

  /** Where the bytes after those found begin. */
  long position() {
    return position;
  }

  /**
   * Leaves out what a reader that is far behind will not read any more, the oldest first, up to the
   * begin of a line.
   *
   * @param most how far behind it may be, in bytes
   * @param keep how much before the end it goes on, about
   * @return the bytes left out
   */
  long catchUp(long most, long keep) throws IOException {
    long behind = channel == null ? 0 : channel.size() - position;
    if (behind <= most) {
      return 0;
    }
    long from = position;
    position = lineFrom(from + behind - keep);
    return position - from;
  }

  /** The first begin of a line from there on; there itself where no line ends soon. */
  private long lineFrom(long at) throws IOException {
    buffer.clear();
    int read = channel.read(buffer, at - 1);
    for (int i = 0; i < read; i++) {
      if (buffer.get(i) == '\n') {
        return at + i;
      }
    }
    return at;
  }

  /** The bytes found. */
  byte[] bytes() {
    byte[] bytes = new byte[buffer.remaining()];
    buffer.get(bytes);
    return bytes;
  }

  private News look() throws IOException {
    if (channel == null && !comes()) {
      return News.NOTHING;
    }
    buffer.clear();
    int read = channel.read(buffer, position);
    buffer.flip();
    if (read > 0) {
      position += read;
      return News.BYTES;
    }
    if (channel.size() < position) {
      position = 0;
      return News.RESTARTED;
    }
    Object current;
    try {
      current = keyOf(path);
    } catch (NoSuchFileException betweenTwo) {
      return News.NOTHING;
    }
    if (Objects.equals(current, key) || channel.size() > position) {
      // Also when bytes came after the read above: they belong before those of the new file.
      return News.NOTHING;
    }
    FileChannel old = channel;
    try {
      open();
    } catch (NoSuchFileException gone) {
      return News.NOTHING;
    }
    old.close();
    position = 0;
    return News.RESTARTED;
  }

  /** A device or pipe of that name is not opened: that could block. */
  private boolean comes() throws IOException {
    if (!Files.isRegularFile(path)) {
      return false;
    }
    try {
      open();
      return true;
    } catch (NoSuchFileException gone) {
      return false;
    }
  }

  private static Object keyOf(Path path) throws IOException {
    return Files.readAttributes(path, BasicFileAttributes.class).fileKey();
  }

  @Override
  public void close() throws IOException {
    if (channel != null) {
      channel.close();
    }
  }
}
