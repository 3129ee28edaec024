package io.jsupervisor.daemon.rpc;

import io.jsupervisor.common.xmlrpc.XmlRpcWriter;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Bytes of a log as text, read piece by piece when they are sent, so that a large log is never
 * held. What is no UTF-8 becomes U+FFFD: a slice may cut a character, and a log hold anything.
 */
record LogSlice(Path file, long from, long count) implements XmlRpcWriter.Streamed {
  private static final int PIECE = 16 * 1024;

  @Override
  public void writeTo(XmlRpcWriter xml) throws IOException {
    xml.beginString();
    if (count > 0) {
      try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
        copy(channel, xml);
      } catch (NoSuchFileException rotatedAway) {
        // It was there when the call was judged; it has no bytes now.
      }
    }
    xml.endString();
  }

  /** The text itself, for a slice that is small. */
  String text() throws IOException {
    byte[] bytes = new byte[Math.toIntExact(count)];
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      int read = Math.max(0, channel.read(ByteBuffer.wrap(bytes), from));
      return new String(bytes, 0, read, StandardCharsets.UTF_8);
    }
  }

  private void copy(FileChannel channel, XmlRpcWriter xml) throws IOException {
    CharsetDecoder decoder =
        StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPLACE)
            .onUnmappableCharacter(CodingErrorAction.REPLACE);
    ByteBuffer bytes = ByteBuffer.allocate(PIECE);
    CharBuffer chars = CharBuffer.allocate(PIECE);
    long position = from;
    boolean end = false;
    while (!end) {
      bytes.limit((int) Math.min(PIECE, bytes.position() + from + count - position));
      int read = bytes.hasRemaining() ? channel.read(bytes, position) : -1;
      // A log that is cleared meanwhile ends early.
      end = read < 0;
      position += Math.max(0, read);
      bytes.flip();
      decoder.decode(bytes, chars, end);
      bytes.compact();
      write(chars, xml);
    }
    decoder.flush(chars);
    write(chars, xml);
  }

  private static void write(CharBuffer chars, XmlRpcWriter xml) throws IOException {
    xml.text(chars.flip());
    chars.clear();
  }
}
