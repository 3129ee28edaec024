package io.jsupervisor.daemon.api;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicLong;

/**
 * How many bytes of long bodies may be in memory together. Counted as they arrive, so that a client
 * that announces much and sends little takes nothing from others; short bodies are not counted.
 */
final class BodyBudget {
  private static final int SHORT = 64 * 1024;
  private static final int BEGINNING = 200;

  private final long most;
  private final AtomicLong taken = new AtomicLong();

  BodyBudget(long most) {
    this.most = most;
  }

  Body body(InputStream in) {
    return new Body(in);
  }

  /** One body; its bytes count until it is closed. */
  final class Body extends FilterInputStream {
    private final byte[] beginning = new byte[BEGINNING];
    private long read;
    private long counted;

    private Body(InputStream in) {
      super(in);
    }

    /** What was read first, for the log. */
    String beginning() {
      return new String(beginning, 0, (int) Math.min(read, BEGINNING), StandardCharsets.UTF_8);
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      int count = super.read(bytes, offset, length);
      if (count > 0) {
        if (read < BEGINNING) {
          int kept = (int) Math.min(count, BEGINNING - read);
          System.arraycopy(bytes, offset, beginning, (int) read, kept);
        }
        read += count;
        count(read);
      }
      return count;
    }

    private void count(long sofar) {
      if (sofar <= SHORT) {
        return;
      }
      long more = sofar - counted;
      if (!take(more)) {
        close(); // at once, so that the others need not be refused too
        throw Problem.of(
                "busy",
                "Too much at once",
                503,
                "too many long requests arrive at this moment; send it again in a second")
            .refusal();
      }
    }

    private boolean take(long more) {
      long now = taken.get();
      while (now + more <= most) {
        if (taken.compareAndSet(now, now + more)) {
          counted += more;
          return true;
        }
        now = taken.get();
      }
      return false;
    }

    /** The server closes the stream itself; here only the count ends. */
    @Override
    public void close() {
      taken.addAndGet(-counted);
      counted = 0;
    }
  }
}
