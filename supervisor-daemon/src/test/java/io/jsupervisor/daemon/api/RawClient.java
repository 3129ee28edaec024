package io.jsupervisor.daemon.api;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** HTTP by hand, over TCP or a unix socket: sends exactly what the test says. */
final class RawClient implements AutoCloseable {
  private final SocketChannel channel;
  private final InputStream in;
  private final OutputStream out;

  /** An answer; header names in lower case. */
  record Answer(int status, Map<String, String> headers, String body) {}

  private RawClient(SocketAddress address) throws IOException {
    channel = SocketChannel.open(address);
    in = new BufferedInputStream(Channels.newInputStream(channel));
    out = Channels.newOutputStream(channel);
  }

  static RawClient tcp(int port) throws IOException {
    return new RawClient(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
  }

  static RawClient unix(Path socket) throws IOException {
    return new RawClient(UnixDomainSocketAddress.of(socket));
  }

  Answer ask(String method, String path, String body, String... headers) throws IOException {
    send(method, path, body, headers);
    return method.equals("HEAD") ? head() : answer();
  }

  Answer answer() throws IOException {
    Answer head = head();
    return new Answer(head.status(), head.headers(), body(head));
  }

  void send(String method, String path, String body, String... headers) throws IOException {
    StringBuilder text = new StringBuilder(method + " " + path + " HTTP/1.1\r\n");
    boolean host = false;
    for (String header : headers) {
      host |= header.toLowerCase(Locale.ROOT).startsWith("host:");
      text.append(header).append("\r\n");
    }
    text.append(host ? "" : "Host: localhost\r\n");
    text.append("Content-Length: ").append(body.getBytes(StandardCharsets.UTF_8).length);
    raw(text.append("\r\n\r\n").append(body).toString());
  }

  void raw(String text) throws IOException {
    out.write(text.getBytes(StandardCharsets.UTF_8));
    out.flush();
  }

  Answer head() throws IOException {
    String first = line();
    Map<String, String> headers = new TreeMap<>();
    for (String line = line(); !line.isEmpty(); line = line()) {
      int colon = line.indexOf(':');
      headers.put(
          line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).strip());
    }
    return new Answer(Integer.parseInt(first.split(" ", 3)[1]), headers, "");
  }

  private String body(Answer head) throws IOException {
    if ("chunked".equals(head.headers().get("transfer-encoding"))) {
      StringBuilder all = new StringBuilder();
      for (String piece = chunk(); !piece.isEmpty(); piece = chunk()) {
        all.append(piece);
      }
      return all.toString();
    }
    int length = Integer.parseInt(head.headers().getOrDefault("content-length", "0"));
    return new String(in.readNBytes(length), StandardCharsets.UTF_8);
  }

  /** One chunk of an endless answer; empty at its end. */
  String chunk() throws IOException {
    // The line end after a chunk may come only with the next one.
    String size = line();
    size = size.isEmpty() ? line() : size;
    int length = Integer.parseInt(size, 16);
    if (length == 0) {
      line();
    }
    return new String(in.readNBytes(length), StandardCharsets.UTF_8);
  }

  /** Reads chunks until their text ends with this. */
  String until(String end) throws IOException {
    StringBuilder text = new StringBuilder();
    while (text.indexOf(end) < 0) {
      String chunk = chunk();
      if (chunk.isEmpty()) {
        throw new EOFException("the answer ended with: " + text);
      }
      text.append(chunk);
    }
    return text.toString();
  }

  /** True when the server closes the connection. */
  boolean ended() throws IOException {
    return in.read() < 0;
  }

  private String line() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int next = in.read(); next != '\n'; next = in.read()) {
      if (next < 0) {
        throw new EOFException("the connection ended");
      }
      if (next != '\r') {
        line.write(next);
      }
    }
    return line.toString(StandardCharsets.UTF_8);
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
