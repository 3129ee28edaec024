package io.jsupervisor.daemon.streams;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.function.Consumer;

/**
 * Puts the pieces of a stream together to whole lines. One that is longer than {@value #MOST}
 * bytes, the journal's own measure, is cut there. Stream thread only.
 */
final class LineCutter implements ByteSink {
  static final int MOST = 48 * 1024;

  private final Consumer<byte[]> lines;
  private byte[] held = new byte[0];

  /**
   * @param lines takes each without its end
   */
  LineCutter(Consumer<byte[]> lines) {
    this.lines = lines;
  }

  @Override
  public void accept(ByteBuffer bytes) {
    byte[] data = joined(bytes);
    int from = 0;
    for (int i = 0; i < data.length; i++) {
      if (data[i] == '\n') {
        lines.accept(Arrays.copyOfRange(data, from, i));
        from = i + 1;
      } else if (i - from == MOST) {
        lines.accept(Arrays.copyOfRange(data, from, i));
        from = i;
      }
    }
    held = Arrays.copyOfRange(data, from, data.length);
  }

  private byte[] joined(ByteBuffer bytes) {
    byte[] data = Arrays.copyOf(held, held.length + bytes.remaining());
    bytes.get(data, held.length, bytes.remaining());
    return data;
  }

  /** Nothing more comes: what is left is a line. */
  void end() {
    if (held.length > 0) {
      lines.accept(held);
      held = new byte[0];
    }
  }
}
