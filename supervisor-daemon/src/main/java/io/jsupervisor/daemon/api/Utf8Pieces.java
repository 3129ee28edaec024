package io.jsupervisor.daemon.api;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/**
 * Text from bytes that arrive in pieces: a character cut across two pieces comes with the second,
 * bytes that are no UTF-8 become U+FFFD.
 */
final class Utf8Pieces {
  private final CharsetDecoder decoder =
      StandardCharsets.UTF_8
          .newDecoder()
          .onMalformedInput(CodingErrorAction.REPLACE)
          .onUnmappableCharacter(CodingErrorAction.REPLACE);
  private byte[] rest = new byte[0];

  String text(byte[] piece) {
    return text(piece, 0);
  }

  /** The text of a piece from an index on. */
  String text(byte[] piece, int from) {
    ByteBuffer in = ByteBuffer.allocate(rest.length + piece.length - from);
    in.put(rest).put(piece, from, piece.length - from).flip();
    CharBuffer out = CharBuffer.allocate(in.remaining() + 1);
    decoder.decode(in, out, false);
    rest = new byte[in.remaining()];
    in.get(rest);
    return out.flip().toString();
  }

  /** Forgets a character that was begun: what follows is from elsewhere. */
  void reset() {
    decoder.reset();
    rest = new byte[0];
  }
}
