package io.jsupervisor.it;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** A client that sends exactly the bytes it is told to, and may stop in the middle. */
final class Wire implements AutoCloseable {
  private final SocketChannel channel;
  private final InputStream in;

  private Wire(SocketAddress address) throws IOException {
    channel = SocketChannel.open(address);
    in = new BufferedInputStream(Channels.newInputStream(channel));
  }

  static Wire unix(Path socket) throws IOException {
    return new Wire(UnixDomainSocketAddress.of(socket));
  }

  /** Sends; a server that has closed meanwhile is no error here, its answer is read later. */
  boolean send(byte[] bytes) {
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    try {
      while (buffer.hasRemaining()) {
        channel.write(buffer);
      }
      return true;
    } catch (IOException closed) {
      return false;
    }
  }

  boolean send(String text) {
    return send(text.getBytes(StandardCharsets.UTF_8));
  }

  /** The status of the answer; 0 when the server closed without one. */
  int status() throws IOException {
    String line;
    try {
      line = line();
    } catch (EOFException closed) {
      return 0;
    }
    return Integer.parseInt(line.split(" ", 3)[1]);
  }

  /** Reads to the end and answers how many bytes came. */
  long drain() throws IOException {
    return in.transferTo(java.io.OutputStream.nullOutputStream());
  }

  /** All that comes until the server closes. */
  String rest() throws IOException {
    return new String(in.readAllBytes(), StandardCharsets.UTF_8);
  }

  private String line() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int next = in.read(); next != '\n'; next = in.read()) {
      if (next < 0) {
        throw new EOFException();
      }
      line.write(next);
    }
    return line.toString(StandardCharsets.UTF_8);
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
