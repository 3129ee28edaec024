package io.jsupervisor.daemon.os;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * The daemon's ends of children's pipes: when they are ready, and their bytes. Used by one thread,
 * except {@link #wake}. A token names a watch and is not reused.
 */
public interface Pipes extends AutoCloseable {
  /** {@link #read} found the pipe empty, with a writer still there. */
  int EMPTY = 0;

  /** {@link #read} found that no writer is left. */
  int END = -1;

  /**
   * Watches for bytes to read, or for the end.
   *
   * @throws IOException naming the errno, when the kernel refuses (ENOSPC: its limit of watches)
   */
  void watchReadable(int fd, long token) throws IOException;

  /** Watches for room to write, or for the reader's end. */
  void watchWritable(int fd, long token) throws IOException;

  /** Ends either watch. */
  void unwatch(int fd);

  /**
   * Sleeps until something is ready, until woken, or for {@code nanos} at most (negative: without
   * limit).
   *
   * @return how many tokens are ready
   */
  int await(long nanos);

  /** A ready token, counted from 0. */
  long token(int index);

  /** Ends the current or next {@link #await}. Any thread; never blocks. */
  void wake();

  /**
   * Reads once into a direct buffer; never blocks.
   *
   * @return the bytes read, {@link #EMPTY} or {@link #END} (an error is the end, too)
   */
  int read(int fd, ByteBuffer into);

  /**
   * Writes once from a direct buffer; never blocks.
   *
   * @return the bytes written; 0 when there is no room
   * @throws IOException when there is no reader (EPIPE)
   */
  int write(int fd, ByteBuffer from) throws IOException;

  /**
   * Lets the pipe hold so many bytes, where the kernel allows it ({@code F_SETPIPE_SZ} in fcntl(2),
   * limits in pipe(7)); otherwise it stays as it is.
   */
  void enlarge(int fd, int bytes);

  /** How many bytes the pipe can hold. */
  int capacity(int fd);

  /** Closes one end. */
  void close(int fd);

  @Override
  void close();
}
