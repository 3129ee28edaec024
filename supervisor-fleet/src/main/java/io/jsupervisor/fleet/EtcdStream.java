package io.jsupervisor.fleet;

import io.jsupervisor.fleet.EtcdException.Kind;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;

/** Lines that come one by one, for as long as the connection holds. */
final class EtcdStream implements AutoCloseable {
  private static final int BUFFER = 8 * 1024;

  private final InputStream body;
  private final InputStream in;
  private final String endpoint;

  EtcdStream(InputStream body, String endpoint) {
    this.body = body;
    this.in = new BufferedInputStream(body, BUFFER);
    this.endpoint = endpoint;
  }

  String endpoint() {
    return endpoint;
  }

  /** Whether something more has come already. */
  boolean hasMore() {
    try {
      return in.available() > 0;
    } catch (IOException broken) {
      return false; // the next line tells
    }
  }

  /** Waits for a line. */
  byte[] line() throws EtcdException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    try {
      for (int c = in.read(); c != '\n'; c = in.read()) {
        if (c < 0) {
          throw new EtcdException(Kind.AWAY, endpoint + " ended the stream of changes");
        }
        if (line.size() >= EtcdHttp.MOST_BYTES) {
          throw new EtcdException(Kind.AWAY, endpoint + ": a line is too long");
        }
        line.write(c);
      }
      return line.toByteArray();
    } catch (EtcdException known) {
      throw known;
    } catch (IOException broken) {
      throw new EtcdException(Kind.AWAY, endpoint + ": the stream of changes broke", broken);
    }
  }

  @Override
  public void close() {
    try {
      body.close();
    } catch (IOException gone) {
      // it was to end anyway
    }
  }
}
