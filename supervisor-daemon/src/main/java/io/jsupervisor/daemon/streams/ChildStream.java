package io.jsupervisor.daemon.streams;

import io.jsupervisor.daemon.core.Ticks;
import io.jsupervisor.daemon.os.Pipes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

/** One output pipe of one child and what becomes of its bytes. Stream thread only. */
final class ChildStream {
  /** What a usual pipe holds (pipe(7)): whoever is read so much at once waits for us. */
  private static final int FULL = 64 * 1024;

  /** After so many full reads in a row the pipe is enlarged: fewer wake-ups, and less waiting. */
  private static final int FLOOD = 16;

  private static final int LARGE = 256 * 1024;

  private final Pipes pipes;
  private final List<ByteSink> sinks;
  private final long token;
  private int fd;
  private int fullReads;
  private Ticks lastRead = new Ticks(0);

  ChildStream(Pipes pipes, int fd, long token, List<ByteSink> sinks) {
    this.pipes = pipes;
    this.fd = fd;
    this.token = token;
    this.sinks = List.copyOf(sinks);
  }

  long token() {
    return token;
  }

  boolean isOpen() {
    return fd != -1;
  }

  /** Nanoseconds since the call before; the first time, since the clock's beginning. */
  long sinceLastRead(Ticks now) {
    long since = now.since(lastRead);
    lastRead = now;
    return since;
  }

  void watch() throws IOException {
    pipes.watchReadable(fd, token);
  }

  /** Reads once; one that writes without end must not keep the others waiting. */
  int readOnce(ByteBuffer buffer) {
    if (!isOpen()) {
      return Pipes.END;
    }
    int bytes = pipes.read(fd, buffer.clear());
    if (bytes == Pipes.END) {
      close();
    } else if (bytes != Pipes.EMPTY) {
      noteFlood(bytes);
      buffer.flip();
      for (ByteSink sink : sinks) {
        sink.accept(buffer.duplicate());
      }
    }
    return bytes;
  }

  private void noteFlood(int bytes) {
    fullReads = bytes < FULL ? 0 : fullReads + 1;
    if (fullReads == FLOOD) {
      pipes.enlarge(fd, LARGE);
    }
  }

  /**
   * Reads what a child that has ended left behind, and closes. What it wrote is in the pipe, so as
   * many bytes as the pipe can hold are enough, however fast a grandchild that holds it goes on.
   */
  void drain(ByteBuffer buffer) {
    if (!isOpen()) {
      return;
    }
    long left = pipes.capacity(fd);
    while (left > 0) {
      int bytes = readOnce(buffer);
      if (bytes == Pipes.END || bytes == Pipes.EMPTY) {
        break;
      }
      left -= bytes;
    }
    close();
  }

  void close() {
    if (isOpen()) {
      pipes.unwatch(fd);
      pipes.close(fd);
      fd = -1;
    }
  }
}
