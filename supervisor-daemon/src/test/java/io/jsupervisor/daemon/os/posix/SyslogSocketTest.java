package io.jsupervisor.daemon.os.posix;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jsupervisor.daemon.core.Ticks;
import io.jsupervisor.daemon.os.Clock;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Datagrams to a receiver of the test's own, which the JDK cannot be. */
class SyslogSocketTest {
  private static final String RECEIVER =
      """
      import os, socket, sys
      s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
      s.bind(sys.argv[1])
      print("bound", flush=True)
      for i in range(int(sys.argv[2])):
          print(repr(s.recv(100000)), flush=True)
      os.unlink(sys.argv[1])
      """;

  private static final Clock CLOCK =
      new Clock() {
        @Override
        public Ticks ticks() {
          return new Ticks(0);
        }

        @Override
        public Instant wall() {
          return LocalDateTime.of(2026, 9, 5, 3, 4, 5).atZone(ZoneId.systemDefault()).toInstant();
        }
      };

  @TempDir Path dir;

  private BufferedReader receiver(Path path, int count) throws IOException {
    Process process =
        new ProcessBuilder("/usr/bin/python3", "-c", RECEIVER, path.toString(), "" + count)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    BufferedReader lines = process.inputReader();
    assertEquals("bound", lines.readLine());
    return lines;
  }

  @Test
  void line_arrivesAsSyslog3WouldSendIt() throws IOException {
    Path path = dir.resolve("log");
    try (SyslogSocket syslog = new SyslogSocket(path.toString(), CLOCK);
        BufferedReader received = receiver(path, 1)) {
      assertEquals(Optional.empty(), syslog.send("web hé".getBytes(UTF_8)));
      assertEquals("b'<14>Sep  5 03:04:05 supervisord: web h\\xc3\\xa9'", received.readLine());
      assertEquals(null, received.readLine());
    }
  }

  @Test
  void receiver_startedAnew_isConnectedToAgain() throws IOException {
    Path path = dir.resolve("log");
    try (SyslogSocket syslog = new SyslogSocket(path.toString(), CLOCK)) {
      for (String line : new String[] {"one", "two"}) {
        try (BufferedReader received = receiver(path, 1)) {
          assertEquals(Optional.empty(), syslog.send(line.getBytes(UTF_8)));
          assertTrue(received.readLine().endsWith(" supervisord: " + line + "'"));
          assertEquals(null, received.readLine()); // it has gone, and its socket with it
        }
      }
    }
  }

  @Test
  void nobodyListens_isToldWithTheErrno() throws IOException {
    Path path = dir.resolve("log");
    try (SyslogSocket syslog = new SyslogSocket(path.toString(), CLOCK)) {
      assertEquals(
          Optional.of(path + ": No such file or directory (ENOENT)"), syslog.send(new byte[1]));
      Files.createFile(path);
      assertEquals(
          Optional.of(path + ": Connection refused (ECONNREFUSED)"), syslog.send(new byte[1]));
    }
  }
}
