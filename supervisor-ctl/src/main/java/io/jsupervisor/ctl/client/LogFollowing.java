package io.jsupervisor.ctl.client;

import io.jsupervisor.ctl.http.HttpConnection;
import io.jsupervisor.ctl.http.HttpResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/** The endless tails that both kinds of server offer under the classic paths. */
public final class LogFollowing {
  private LogFollowing() {}

  /** The path of a process's tail. */
  public static String path(String typedName, Daemon.Channel channel) {
    return "/logtail/" + PercentEncoding.segment(typedName) + "/" + channel.word();
  }

  /**
   * Copies until the server ends the stream, raw and flushed piece by piece.
   *
   * @throws HttpFailure when the answer is not 200
   */
  public static void copy(HttpConnection http, String path, OutputStream out) throws IOException {
    HttpResponse response = http.get(path);
    if (response.status() != 200) {
      throw new HttpFailure(response.status(), response.reason());
    }
    byte[] piece = new byte[16 * 1024];
    InputStream body = response.body();
    for (int count = body.read(piece); count >= 0; count = body.read(piece)) {
      out.write(piece, 0, count);
      out.flush();
    }
  }
}
