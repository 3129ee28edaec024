package io.jsupervisor.daemon.api;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;

/**
 * The body of an answer whose length is known at its end only. Up to {@link #MOST_SIZED} bytes it
 * is kept and sent with its length, as clients of HTTP/1.0 like it; a longer one goes in chunks
 * from there on. The server's own buffer cannot do that: a larger one than usual is made outside
 * the heap for each answer. A flush is none, as a flushed answer goes in chunks.
 */
final class SizedAnswer extends OutputStream {
  static final int MOST_SIZED = 128 * 1024;

  private final HttpServletResponse response;
  private byte[] kept = new byte[1024];
  private int count;

  /** What is longer than what can be kept is written to it; null until then. */
  private OutputStream chunks;

  private boolean closed;

  SizedAnswer(HttpServletResponse response) {
    this.response = response;
  }

  @Override
  public void write(int b) throws IOException {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int from, int length) throws IOException {
    if (chunks == null && count + length > MOST_SIZED) {
      chunks = response.getOutputStream();
      chunks.write(kept, 0, count);
      kept = new byte[0];
    }
    if (chunks != null) {
      chunks.write(bytes, from, length);
      return;
    }
    if (count + length > kept.length) {
      kept = Arrays.copyOf(kept, Math.max(count + length, 2 * kept.length));
    }
    System.arraycopy(bytes, from, kept, count, length);
    count += length;
  }

  @Override
  public void close() throws IOException {
    if (closed) {
      return;
    }
    closed = true;
    if (chunks == null) {
      response.setContentLength(count);
      response.getOutputStream().write(kept, 0, count);
    } else {
      chunks.close();
    }
  }
}
