package io.jsupervisor.ctl.http;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.charset.StandardCharsets;

/** Buffered reading of lines and bytes from one connection. Not thread-safe. */
final class WireInput {
  /** Longer header lines than this mean that the other side is no HTTP server. */
  private static final int MAX_LINE = 64 * 1024;

  private final ReadableByteChannel channel;
  private final ByteBuffer buffer = ByteBuffer.allocate(32 * 1024).flip();

  WireInput(ReadableByteChannel channel) {
    this.channel = channel;
  }

  /** Waits for at least one byte; false at the end of the stream. */
  boolean fill() throws IOException {
    if (buffer.hasRemaining()) {
      return true;
    }
    buffer.clear();
    int read = channel.read(buffer);
    buffer.flip();
    return read > 0;
  }

  /** Up to {@code length} bytes, as many as there are without waiting again; -1 at the end. */
  int read(byte[] target, int offset, int length) throws IOException {
    if (!fill()) {
      return -1;
    }
    int count = Math.min(length, buffer.remaining());
    buffer.get(target, offset, count);
    return count;
  }

  /** A line without its line end. */
  String line() throws IOException {
    StringBuilder line = new StringBuilder();
    while (line.length() < MAX_LINE) {
      if (!fill()) {
        throw new EOFException("the server closed the connection in the middle of an answer");
      }
      int from = buffer.position();
      int to = from;
      while (to < buffer.limit() && buffer.get(to) != '\n') {
        to++;
      }
      line.append(new String(buffer.array(), from, to - from, StandardCharsets.ISO_8859_1));
      boolean complete = to < buffer.limit();
      buffer.position(complete ? to + 1 : to);
      if (complete) {
        int end = line.length();
        return end > 0 && line.charAt(end - 1) == '\r'
            ? line.substring(0, end - 1)
            : line.toString();
      }
    }
    throw new IOException("the server sent a line of more than " + MAX_LINE + " bytes");
  }
}
