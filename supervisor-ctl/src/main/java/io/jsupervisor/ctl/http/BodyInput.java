package io.jsupervisor.ctl.http;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;

/**
 * The body of one answer. {@link #read(byte[], int, int)} gives what has arrived and does not wait
 * for more, so that a followed log is seen at once.
 */
final class BodyInput extends InputStream {
  /** For {@code length}: the body is in chunks. */
  static final long CHUNKED = -2;

  /** For {@code length}: the body ends with the connection. */
  static final long UNTIL_CLOSE = -1;

  private final WireInput wire;
  private final boolean chunked;
  private final boolean untilClose;
  private long remaining;
  private boolean firstChunk = true;
  private boolean ended;

  BodyInput(WireInput wire, long length) {
    this.wire = wire;
    this.chunked = length == CHUNKED;
    this.untilClose = length == UNTIL_CLOSE;
    this.remaining = chunked ? 0 : length;
    this.ended = length == 0;
  }

  /** Whether everything was read, so that the connection can serve the next request. */
  boolean ended() {
    return ended;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    if (ended || length == 0) {
      return ended ? -1 : 0;
    }
    if (chunked && remaining == 0 && !nextChunk()) {
      ended = true;
      return -1;
    }
    int wanted = untilClose ? length : (int) Math.min(length, remaining);
    int count = wire.read(target, offset, wanted);
    if (count < 0) {
      ended = true;
      if (untilClose) {
        return -1;
      }
      throw new EOFException("the server closed the connection in the middle of an answer");
    }
    if (!untilClose) {
      remaining -= count;
      ended = !chunked && remaining == 0;
    }
    return count;
  }

  private boolean nextChunk() throws IOException {
    if (!firstChunk) {
      wire.line(); // the line end behind the previous chunk
    }
    firstChunk = false;
    String line = wire.line();
    int semicolon = line.indexOf(';');
    String size = (semicolon < 0 ? line : line.substring(0, semicolon)).strip();
    try {
      remaining = Long.parseLong(size, 16);
    } catch (NumberFormatException e) {
      throw new IOException("the server sent a chunk of the size '" + size + "'", e);
    }
    if (remaining > 0) {
      return true;
    }
    while (!wire.line().isEmpty()) {
      // Trailers mean nothing to us.
    }
    return false;
  }
}
