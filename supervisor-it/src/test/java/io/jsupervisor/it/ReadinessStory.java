package io.jsupervisor.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Programs that are up and yet do not serve, and what the daemon makes of each. */
class ReadinessStory {
  /** Answers one request at a time; hangs once where told to, and says 503 while told to. */
  private static final String SERVER =
      """
      import http.server, os, sys, time
      class Page(http.server.BaseHTTPRequestHandler):
          def do_GET(self):
              if os.path.exists('hang'):
                  os.rename('hang', 'hung')
                  time.sleep(1000)
              self.send_response(503 if os.path.exists('down') else 200)
              self.end_headers()
      http.server.HTTPServer(('127.0.0.1', int(sys.argv[1])), Page).serve_forever()
      """;

  private static final String NOTIFY =
      "/usr/bin/python3 -c 'import os, socket as s, time; p = os.fork();"
          + " p or s.socket(s.AF_UNIX, s.SOCK_DGRAM).sendto(b\"READY=1\\nSTATUS=serving\","
          + " os.environ[\"NOTIFY_SOCKET\"]); time.sleep(1000)'";

  @TempDir Path root;
  private Examples examples;
  private Path work;
  private int port;

  @BeforeEach
  void prepare() throws IOException {
    examples = Examples.of(root, new String[0]);
    work = Files.createDirectory(root.resolve("work"));
    port = Ports.free().of(8000);
    Files.writeString(work.resolve("server.py"), SERVER);
  }

  private DaemonUnderTest start(String program) throws IOException {
    Files.writeString(examples.file("etc/conf.d/one.conf"), program);
    return examples.start();
  }

  private String server(String options) {
    return "[program:web]\ncommand=python3 server.py "
        + port
        + "\ndirectory="
        + work
        + "\nstartsecs=0\nport="
        + port
        + "\n"
        + options;
  }

  private static String verbose(DaemonUnderTest daemon) {
    return daemon.ctl("status", "-v").out();
  }

  private static void awaitVerbose(DaemonUnderTest daemon, String text) {
    daemon.await(text + " in status -v", () -> verbose(daemon).contains(text));
  }

  private static int pid(DaemonUnderTest daemon) {
    return daemon.awaitAnswer(
        "a pid",
        () -> {
          String pid = daemon.ctl("pid", "web").out().strip();
          return pid.matches("[1-9]\\d*") ? Optional.of(Integer.parseInt(pid)) : Optional.empty();
        });
  }

  @Test
  void serverHangs_liveness_restartsItAndSaysWhy() throws IOException {
    try (DaemonUnderTest daemon =
        start(
            server(
                "readiness=http /\nliveness=http /\nliveness_interval=0.2\n"
                    + "liveness_timeout=0.5\nliveness_failures=2\n"))) {
      awaitVerbose(daemon, "RUNNING (ready)");
      int before = pid(daemon);

      Files.createFile(work.resolve("hang"));

      daemon.await("another pid", () -> pid(daemon) != before);
      awaitVerbose(daemon, "RUNNING (ready)");
      assertTrue(Files.exists(work.resolve("hung")));
      assertTrue(
          daemon.output().contains("liveness of web failed, it is restarted: no answer within"),
          daemon::output);
    }
  }

  @Test
  void flagFlickers_readiness_leavesTheProcessAlone() throws IOException {
    try (DaemonUnderTest daemon =
        start(server("readiness=http /\nreadiness_interval=0.1\nreadiness_failures=2\n"))) {
      awaitVerbose(daemon, "RUNNING (ready)");
      int pid = pid(daemon);

      for (int i = 0; i < 3; i++) {
        Files.createFile(work.resolve("down"));
        awaitVerbose(daemon, "RUNNING (not ready)");
        assertTrue(verbose(daemon).contains("(HTTP 503)"), () -> verbose(daemon));
        assertFalse(daemon.ctl("status").out().contains("ready"));
        Files.delete(work.resolve("down"));
        awaitVerbose(daemon, "RUNNING (ready)");
      }

      assertEquals(pid, pid(daemon));
      String json = daemon.ctl("status", "--json").out();
      assertTrue(json.contains("\"readiness\""), json);
    }
  }

  @Test
  void commandHangs_isKilledWithItsGrandchildren() throws IOException {
    Path pids = work.resolve("pids");
    Files.writeString(
        work.resolve("check"),
        "#!/bin/sh\nsleep 1000 & echo $! $$ $SUPERVISOR_PROCESS_NAME >> pids\nwait\n");
    assertTrue(work.resolve("check").toFile().setExecutable(true));
    try (DaemonUnderTest daemon =
        start(
            "[program:web]\ncommand=sleep 1000\nstartsecs=0\ndirectory="
                + work
                + "\nreadiness=exec ./check\nreadiness_timeout=0.3\n")) {
      awaitVerbose(daemon, "(no end within 0.3 s)");
      daemon.await("a second look", () -> lines(pids).size() >= 2);
      assertTrue(lines(pids).getFirst().endsWith(" web"), lines(pids)::toString);
      daemon.ctl("stop", "web");
      daemon.await("the end of all", () -> lines(pids).stream().noneMatch(this::anyLives));
    }
  }

  private static List<String> lines(Path file) {
    try {
      return Files.exists(file) ? Files.readAllLines(file) : List.of();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private boolean anyLives(String line) {
    String[] words = line.split(" ", -1);
    return ProcessHandle.of(Long.parseLong(words[0])).isPresent()
        || ProcessHandle.of(Long.parseLong(words[1])).isPresent();
  }

  @Test
  void grandchildOfAnotherUser_notifies_isReady() throws IOException {
    boolean root = "root".equals(System.getProperty("user.name"));
    try (DaemonUnderTest daemon =
        start(
            "[program:web]\ncommand="
                + NOTIFY
                + "\nreadiness=notify\nstartsecs=0\ndirectory=/\n"
                + (root ? "user=nobody\n" : ""))) {
      awaitVerbose(daemon, "RUNNING (ready)");
      assertTrue(verbose(daemon).contains("(serving)"), () -> verbose(daemon));
    }
  }

  @Test
  void lineMatches_isReady_afterARestartToo() throws IOException {
    try (DaemonUnderTest daemon =
        start(
            "[program:web]\ncommand=sh -c 'echo almost up >&2; read x; echo now up; sleep 1000'\n"
                + "startsecs=0\nreadiness=log ^now (up|there)$\n")) {
      awaitVerbose(daemon, "RUNNING (not ready)");
      int before = pid(daemon);
      daemon.ctl("restart", "web");
      awaitVerbose(daemon, "RUNNING (not ready)");
      assertNotEquals(before, pid(daemon));
      Api.answer(
          daemon.socket(),
          "POST /api/v1/processes/web/stdin HTTP/1.0\r\nContent-Length: 1\r\n\r\n\n");
      awaitVerbose(daemon, "RUNNING (ready)");
    }
  }
}
