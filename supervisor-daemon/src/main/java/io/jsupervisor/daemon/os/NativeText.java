package io.jsupervisor.daemon.os;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;

/**
 * Text of the operating system (arguments, environment), which is bytes: UTF-8, where a byte that
 * is not becomes a lone surrogate U+DC80 to U+DCFF and back (Python's PEP 383 does the same), so
 * that nothing a child inherits is changed by passing through a {@code String}.
 */
public final class NativeText {
  private static final int ESCAPE = 0xDC00;

  /** Bytes to text; never fails. */
  public static String decode(byte[] bytes) {
    CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
    ByteBuffer in = ByteBuffer.wrap(bytes);
    CharBuffer out = CharBuffer.allocate(bytes.length);
    while (true) {
      CoderResult result = decoder.decode(in, out, true);
      if (result.isUnderflow()) {
        return out.flip().toString();
      }
      for (int i = 0; i < result.length(); i++) {
        out.put((char) (ESCAPE | (in.get() & 0xff)));
      }
      decoder.reset();
    }
  }

  /** Text to the bytes it was decoded from. A lone surrogate of another kind becomes {@code ?}. */
  public static byte[] encode(String text) {
    try {
      ByteBuffer bytes = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(text));
      byte[] exact = new byte[bytes.remaining()];
      bytes.get(exact);
      return exact;
    } catch (CharacterCodingException escapes) {
      return encodeEscapes(text);
    }
  }

  private static byte[] encodeEscapes(String text) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(text.length());
    text.codePoints()
        .forEach(
            point -> {
              if (point >= ESCAPE + 0x80 && point <= ESCAPE + 0xff) {
                out.write(point);
              } else {
                out.writeBytes(Character.toString(point).getBytes(StandardCharsets.UTF_8));
              }
            });
    return out.toByteArray();
  }

  private NativeText() {}
}
