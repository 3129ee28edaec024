package io.jsupervisor.daemon.streams;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Finds the capture tokens in a stream, also where one begins in one piece and ends in the next.
 * Only what may be the begin of a token is held back, and given out at the end.
 */
final class CaptureMode {
  static final byte[] BEGIN = "<!--XSUPERVISOR:BEGIN-->".getBytes(ISO_8859_1);
  static final byte[] END = "<!--XSUPERVISOR:END-->".getBytes(ISO_8859_1);

  /** Takes what was found, in order. Buffers are not to be kept. */
  interface Target {
    void outside(ByteBuffer text);

    void inside(ByteBuffer text);

    /** An end token has come. */
    void complete();
  }

  private final Target target;
  private boolean inside;
  private byte[] held = new byte[0];

  CaptureMode(Target target) {
    this.target = target;
  }

  void accept(ByteBuffer bytes) {
    ByteBuffer data = joined(bytes);
    while (data.hasRemaining()) {
      byte[] token = inside ? END : BEGIN;
      int at = find(data, token);
      if (at < 0) {
        int partial = partialAtEnd(data, token);
        give(data.slice(data.position(), data.remaining() - partial));
        data.position(data.limit() - partial);
        held = new byte[partial];
        data.get(held);
        return;
      }
      give(data.slice(data.position(), at - data.position()));
      data.position(at + token.length);
      inside = !inside;
      if (!inside) {
        target.complete();
      }
    }
  }

  /** Nothing more comes: what looked like the begin of a token was none. */
  void end() {
    ByteBuffer rest = ByteBuffer.wrap(held);
    held = new byte[0];
    give(rest);
  }

  private ByteBuffer joined(ByteBuffer bytes) {
    if (held.length == 0) {
      return bytes;
    }
    ByteBuffer data =
        ByteBuffer.allocate(held.length + bytes.remaining()).put(held).put(bytes).flip();
    held = new byte[0];
    return data;
  }

  private void give(ByteBuffer text) {
    if (!text.hasRemaining()) {
      return;
    }
    if (inside) {
      target.inside(text);
    } else {
      target.outside(text);
    }
  }

  private static int find(ByteBuffer data, byte[] token) {
    int last = data.limit() - token.length;
    for (int i = data.position(); i <= last; i++) {
      if (data.get(i) == token[0] && matches(data, i, token, token.length)) {
        return i;
      }
    }
    return -1;
  }

  /** How many bytes at the end may be the begin of a token. */
  private static int partialAtEnd(ByteBuffer data, byte[] token) {
    int longest = Math.min(token.length - 1, data.remaining());
    for (int length = longest; length > 0; length--) {
      if (matches(data, data.limit() - length, token, length)) {
        return length;
      }
    }
    return 0;
  }

  private static boolean matches(ByteBuffer data, int from, byte[] token, int length) {
    for (int i = 0; i < length; i++) {
      if (data.get(from + i) != token[i]) {
        return false;
      }
    }
    return true;
  }

  /**
   * Keeps what is captured. A piece that does not fit lets as many of the oldest bytes go as it has
   * itself, and is never cut: the classic rule.
   */
  static final class Captured {
    private final long limit;
    private byte[] bytes = new byte[0];
    private int size;

    Captured(long limit) {
      this.limit = limit;
    }

    void add(ByteBuffer piece) {
      int length = piece.remaining();
      if ((long) size + length > limit) {
        int gone = Math.min(length, size);
        System.arraycopy(bytes, gone, bytes, 0, size - gone);
        size -= gone;
      }
      if (size + length > bytes.length) {
        bytes = Arrays.copyOf(bytes, Math.max(size + length, 2 * size));
      }
      piece.get(bytes, size, length);
      size += length;
    }

    /** What was kept; afterwards nothing is. */
    byte[] take() {
      byte[] all = Arrays.copyOf(bytes, size);
      bytes = new byte[0];
      size = 0;
      return all;
    }
  }
}
