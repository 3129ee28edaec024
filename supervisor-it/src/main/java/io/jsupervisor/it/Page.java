package io.jsupervisor.it;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** A page on a port of this machine, asked for in a connection of its own. */
record Page(int port, String path) {

  /**
   * How it was answered.
   *
   * @param status 0 where nobody answers
   */
  record Answer(int status, String body) {}

  /** Asks once. A client of the JDK for each question would take the machine from the servers. */
  Answer get() {
    try (Socket socket = ask("HTTP/1.0")) {
      String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      int head = answer.indexOf("\r\n\r\n");
      return head < 0
          ? new Answer(0, "")
          : new Answer(Integer.parseInt(answer.substring(9, 12)), answer.substring(head + 4));
    } catch (IOException away) {
      return new Answer(0, "");
    }
  }

  /** Whether it is there, and says hello. */
  boolean isHello() {
    try (Socket socket = ask("HTTP/1.1")) {
      String answer =
          new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
      return answer.startsWith(" 200 ", 8) && answer.contains("Hello");
    } catch (IOException away) {
      return false;
    }
  }

  private Socket ask(String version) throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setSoTimeout(60_000);
    socket
        .getOutputStream()
        .write(
            ("GET " + path + " " + version + "\r\nHost: localhost\r\nConnection: close\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII));
    return socket;
  }

  /** An answer that goes on. */
  record Held(Socket socket, String firstLine) implements AutoCloseable {
    @Override
    public void close() {
      try {
        socket.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /** Asks, reads the head and the first line of the body, and lets nothing go. */
  Held hold() {
    try {
      Socket socket = ask("HTTP/1.1");
      BufferedReader in =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
      String line = in.readLine();
      while (line != null && !line.startsWith("held by ")) {
        line = in.readLine();
      }
      if (line == null) {
        throw new AssertionError("no answer to " + path);
      }
      return new Held(socket, line);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
