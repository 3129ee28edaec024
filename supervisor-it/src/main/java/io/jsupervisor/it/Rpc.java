package io.jsupervisor.it;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/** XML-RPC by hand, for stories that look at the answer as it is sent. */
final class Rpc {
  private Rpc() {}

  /**
   * The body of the answer to a call.
   *
   * @param values each as it stands between the tags of an element: {@code <boolean>0</boolean>},
   *     or a text
   */
  static String call(Path socket, String method, String... values) {
    return call(socket, Optional.empty(), method, List.of(values));
  }

  /**
   * The same.
   *
   * @param credentials {@code user:password}
   */
  static String call(
      Path socket, Optional<String> credentials, String method, List<String> values) {
    StringBuilder body = new StringBuilder("<methodCall><methodName>");
    body.append(method).append("</methodName><params>");
    for (String value : values) {
      body.append("<param><value>").append(value).append("</value></param>");
    }
    body.append("</params></methodCall>");
    String answer =
        ask(
            socket,
            "POST /RPC2 HTTP/1.0\r\nHost: localhost\r\nContent-Type: text/xml\r\n"
                + credentials.map(Rpc::authorization).orElse("")
                + "Content-Length: "
                + body.length()
                + "\r\n\r\n"
                + body);
    if (answer.isEmpty()) {
      throw new UncheckedIOException(new EOFException("closed without an answer, as by a reload"));
    }
    int head = answer.indexOf("\r\n\r\n");
    if (head < 0 || !answer.startsWith("HTTP/1.") || !answer.substring(8).startsWith(" 200 ")) {
      throw new AssertionError(method + " is answered by " + answer);
    }
    return answer.substring(head + 4);
  }

  private static String authorization(String credentials) {
    return "Authorization: Basic "
        + Base64.getEncoder().encodeToString(credentials.getBytes(StandardCharsets.UTF_8))
        + "\r\n";
  }

  private static String ask(Path socket, String request) {
    try (SocketChannel client = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      client.connect(UnixDomainSocketAddress.of(socket));
      client.write(ByteBuffer.wrap(request.getBytes(StandardCharsets.UTF_8)));
      ByteArrayOutputStream answer = new ByteArrayOutputStream();
      ByteBuffer buffer = ByteBuffer.allocate(4096);
      while (client.read(buffer.clear()) >= 0) {
        answer.write(buffer.array(), 0, buffer.position());
      }
      return answer.toString(StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
