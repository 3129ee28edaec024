package io.jsupervisor.it;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** One request over the daemon's unix socket, which the JDK's client cannot do. */
final class Api {
  private Api() {}

  static String post(Path socket, String path) {
    return answer(socket, "POST " + path + " HTTP/1.0\r\nContent-Length: 0\r\n\r\n");
  }

  /** Everything that comes, head included, until the daemon closes. */
  static String answer(Path socket, String request) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    try (SocketChannel client = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
      client.write(ByteBuffer.wrap(request.getBytes(StandardCharsets.UTF_8)));
      ByteBuffer buffer = ByteBuffer.allocate(64 * 1024);
      while (client.read(buffer.clear()) >= 0) {
        all.write(buffer.array(), 0, buffer.position());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return all.toString(StandardCharsets.UTF_8);
  }
}
