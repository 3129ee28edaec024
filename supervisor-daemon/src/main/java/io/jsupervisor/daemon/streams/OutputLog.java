package io.jsupervisor.daemon.streams;

import java.io.IOException;
import java.nio.ByteBuffer;

/** Where bytes are kept: a rotating file, or a device. Used by one thread at a time. */
public interface OutputLog extends AutoCloseable {
  /**
   * Appends one record, whole. Rotates behind it where it is due.
   *
   * @return whether a new file was begun after it
   * @throws IOException when not all could be written; what was is consumed from {@code record}
   */
  boolean append(ByteBuffer record) throws IOException;

  /** Closes and opens again by name, as after somebody moved the file away. */
  void reopen() throws IOException;

  /** Removes the file and begins a new one; rotated ones stay. */
  void clear() throws IOException;

  @Override
  void close();
}
