package io.jsupervisor.daemon.streams;

import io.jsupervisor.daemon.os.Pipes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;

/** What waits for room in one child's standard input. Stream thread only. */
final class StdinQueue {
  static final int LIMIT = 1024 * 1024;

  private final Pipes pipes;
  private final ByteBuffer outgoing;
  private final Deque<ByteBuffer> waiting = new ArrayDeque<>();
  private long token = -1;
  private int fd;
  private int size;

  /**
   * @param outgoing a direct buffer through which all queues of the thread write: memory outside
   *     the heap that is made for each write comes back with some later collection only
   */
  StdinQueue(Pipes pipes, ByteBuffer outgoing, int fd) {
    this.pipes = pipes;
    this.outgoing = outgoing;
    this.fd = fd;
  }

  boolean isOpen() {
    return fd != -1;
  }

  /**
   * Writes what there is room for and keeps the rest.
   *
   * @throws IOException EPIPE's text when the child reads no more; or when too much waits already
   */
  void write(byte[] bytes) throws IOException {
    if (!isOpen()) {
      throw new IOException("cannot write: Broken pipe (EPIPE)");
    }
    if (size + bytes.length > LIMIT && size > 0) {
      throw new IOException(
          "the process does not read its standard input: " + size + " bytes wait already");
    }
    waiting.add(ByteBuffer.wrap(bytes.clone()));
    size += bytes.length;
    flush();
  }

  /** Writes until the pipe is full or nothing waits. Closes the pipe when it is broken. */
  void flush() throws IOException {
    try {
      for (ByteBuffer next; (next = waiting.peek()) != null; ) {
        int part = Math.min(next.remaining(), outgoing.capacity());
        outgoing.clear().put(next.slice(next.position(), part)).flip();
        int written = pipes.write(fd, outgoing);
        next.position(next.position() + written);
        size -= written;
        if (written < part) {
          return;
        }
        if (!next.hasRemaining()) {
          waiting.remove();
        }
      }
    } catch (IOException broken) {
      close();
      throw broken;
    }
  }

  boolean isEmpty() {
    return waiting.isEmpty();
  }

  /** The watch for room, or -1. */
  long token() {
    return token;
  }

  void watch(long newToken) throws IOException {
    pipes.watchWritable(fd, newToken);
    token = newToken;
  }

  void unwatch() {
    if (token != -1) {
      pipes.unwatch(fd);
      token = -1;
    }
  }

  void close() {
    if (isOpen()) {
      unwatch();
      pipes.close(fd);
      fd = -1;
      waiting.clear();
      size = 0;
    }
  }
}
