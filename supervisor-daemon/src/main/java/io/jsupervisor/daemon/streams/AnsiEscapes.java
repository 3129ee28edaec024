package io.jsupervisor.daemon.streams;

import java.nio.ByteBuffer;

/**
 * Takes terminal escapes out of a piece of output, as {@code strip_ansi} does: from each {@code ESC
 * [} to the first of its final letters. Pieces are looked at one by one: an escape that goes on in
 * the next piece ends with its own, and the rest of it shows, as with the classic tool.
 */
final class AnsiEscapes {
  private static final byte ESC = 0x1b;
  private static final String FINAL = "HfABCDRsuJKhlpm";

  private AnsiEscapes() {}

  /** The bytes without escapes; the same buffer where it has none. */
  static ByteBuffer strip(ByteBuffer bytes) {
    int escape = find(bytes, bytes.position());
    if (escape < 0) {
      return bytes;
    }
    ByteBuffer clean = ByteBuffer.allocate(bytes.remaining());
    int from = bytes.position();
    while (escape >= 0) {
      clean.put(bytes.slice(from, escape - from));
      from = end(bytes, escape + 2);
      escape = find(bytes, from);
    }
    return clean.put(bytes.slice(from, bytes.limit() - from)).flip();
  }

  private static int find(ByteBuffer bytes, int from) {
    for (int i = from; i + 1 < bytes.limit(); i++) {
      if (bytes.get(i) == ESC && bytes.get(i + 1) == '[') {
        return i;
      }
    }
    return -1;
  }

  /** Where the text goes on behind an escape; the end of the piece when it does not end here. */
  private static int end(ByteBuffer bytes, int from) {
    for (int i = from; i < bytes.limit(); i++) {
      if (FINAL.indexOf(bytes.get(i)) >= 0) {
        return i + 1;
      }
    }
    return bytes.limit();
  }
}
