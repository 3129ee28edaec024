package io.jsupervisor.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Rolls and scale of real servers. A client plays the proxy: it asks any instance that answers, so
 * it fails only where none does.
 */
@Tag("slow")
class RollStory {
  private static final String APP =
      """
      import http.server, os, sys, time
      class App(http.server.BaseHTTPRequestHandler):
          def do_GET(self):
              body = os.environ.get("VERSION", "1").encode()
              self.send_response(200)
              self.send_header("Content-Length", str(len(body)))
              self.end_headers()
              self.wfile.write(body)
          def log_message(self, *args):
              pass
      if os.environ.get("VERSION") == "bad":
          sys.exit("this version does not start")
      http.server.ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), App).serve_forever()
      """;

  private static final String[] ROLL = {"restart", "--rolling", "web:*"};

  /** A terminal, as pty(7) has them: its line discipline makes SIGINT of the byte 3. */
  private static final String TERMINAL =
      """
      import os, pty, signal, sys
      pid, terminal = pty.fork()
      if pid == 0:
          signal.signal(signal.SIGINT, signal.SIG_DFL)  # a build in the background ignores it
          os.execv(sys.argv[2], sys.argv[2:])
      seen, pressed = b"", False
      while True:
          try:
              some = os.read(terminal, 65536)
          except OSError:
              some = b""
          if not some:
              break
          seen += some
          if sys.argv[1].encode() in seen and not pressed:
              pressed = True
              os.write(terminal, b"\\x03")
      sys.stdout.buffer.write(seen)
      sys.stdout.flush()
      sys.exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
      """;

  @TempDir Path root;
  private Examples examples;
  private Path program;

  @BeforeEach
  void writeApp() throws IOException {
    examples = Examples.of(root, new String[0]);
    Files.writeString(examples.file("app.py"), APP);
    program = examples.file("etc/conf.d/web.conf");
    configure(3, "1", "");
  }

  private void configure(int numprocs, String version, String more) throws IOException {
    Files.writeString(
        program,
        """
        [program:web]
        command=/usr/bin/python3 %s %d%%(process_num)02d
        process_name=%%(program_name)s_%%(process_num)02d
        numprocs=%d
        host=127.0.0.1
        port=%d%%(process_num)02d
        startsecs=1
        startretries=0
        environment=VERSION="%s"
        %s
        """
            .formatted(
                examples.file("app.py"),
                examples.ports().hundred(),
                numprocs,
                examples.ports().hundred(),
                version,
                more));
  }

  @Test
  void rollingRestart_underLoad_losesNothingAndReplacesAll() throws Exception {
    try (DaemonUnderTest daemon = examples.start();
        Client client = new Client(examples.ports().hundred() * 100, 3)) {
      Map<String, ProcessLine> before = daemon.awaitRunning(3);
      client.awaitAnswers();

      Output rolled = daemon.ctl("restart", "--rolling", "web:*");

      assertEquals(0, rolled.code(), rolled::toString);
      assertTrue(rolled.out().endsWith("done: 3 processes restarted one after another\n"));
      Map<String, ProcessLine> after = daemon.awaitRunning(3);
      after.forEach((name, line) -> assertNotEquals(before.get(name).pid(), line.pid(), name));
      client.awaitAnswers();
      assertEquals(0, client.failed.get(), "requests that no instance answered");
      assertTrue(client.fewest.get() >= 2, () -> "only " + client.fewest + " instances answered");
    }
  }

  @Test
  void rollingUpdate_toBadVersion_goesBackAndExits8() throws Exception {
    try (DaemonUnderTest daemon = examples.start();
        Client client = new Client(examples.ports().hundred() * 100, 3)) {
      daemon.awaitRunning(3);
      client.awaitAnswers();
      configure(3, "bad", "");

      Output rolled = daemon.ctl("update", "--rolling");

      assertEquals(8, rolled.code(), rolled::toString);
      assertTrue(rolled.out().contains("rolled-back: web:web_00 did not start"), rolled.out());
      daemon.awaitRunning(3);
      assertEquals("web: changed\n", daemon.ctl("reread").out());
      assertEquals(0, client.failed.get());

      configure(3, "2", "");
      Output good = daemon.ctl("update", "--rolling");
      assertEquals(0, good.code(), good::toString);
      assertEquals("No config updates to processes\n", daemon.ctl("reread").out());
      assertEquals(List.of("2", "2", "2"), client.versions());
      assertEquals(1, daemon.ctl("update", "--rolling").code(), "nothing changed");
      assertEquals(0, client.failed.get());
    }
  }

  @Test
  void scale_upAndDown_touchesOnlyTheDifference() throws Exception {
    try (DaemonUnderTest daemon = examples.start();
        Client client = new Client(examples.ports().hundred() * 100, 6)) {
      Map<String, ProcessLine> before = daemon.awaitRunning(3);
      client.awaitAnswers();

      Output up = daemon.ctl("scale", "web", "6");

      assertEquals(0, up.code(), up::toString);
      Map<String, ProcessLine> six = daemon.awaitRunning(6);
      before.forEach((name, line) -> assertEquals(line.pid(), six.get(name).pid(), name));
      assertEquals("web: 6 (3 by its file)\n", daemon.ctl("scale", "web").out());
      assertEquals("web: changed\n", daemon.ctl("reread").out());
      assertEquals(1, daemon.ctl("scale", "web", "6").code(), "nothing to do");
      assertEquals(1, daemon.ctl("scale", "web", "60000").code(), "too many ports");

      Output down = daemon.ctl("scale", "web", "2");

      assertEquals(0, down.code(), down::toString);
      Map<String, ProcessLine> two = daemon.awaitRunning(2);
      two.forEach((name, line) -> assertEquals(before.get(name).pid(), line.pid(), name));
      assertEquals(0, client.failed.get());
    }
  }

  @Test
  void roll_whileOneRuns_isRefusedAndTheFirstCanBeAborted() throws Exception {
    configure(3, "1", "min_ready_secs=600");
    try (DaemonUnderTest daemon = examples.start()) {
      Map<String, ProcessLine> before = daemon.awaitRunning(3);
      CompletableFuture<Output> first =
          CompletableFuture.supplyAsync(() -> daemon.ctl("restart", "--rolling", "web:*"));
      daemon.await(
          "the first instance to be replaced",
          () -> {
            ProcessLine now = daemon.status().get("web:web_00");
            return now != null && now.isRunning() && now.pid() != before.get("web:web_00").pid();
          });

      Output second = daemon.ctl("scale", "web", "4");
      assertEquals(1, second.code(), second::toString);
      assertTrue(second.out().startsWith("refused: rolling-restart "), second.out());

      // A user's own wish is newer, and ends the wait for min_ready_secs.
      Output stopped = daemon.ctl("stop", "web:web_00");
      assertEquals(0, stopped.code(), stopped::toString);
      Output superseded = first.get();
      assertEquals(9, superseded.code(), superseded::toString);
      Map<String, ProcessLine> after = daemon.status();
      assertEquals("STOPPED", after.get("web:web_00").state());
      assertEquals(before.get("web:web_02").pid(), after.get("web:web_02").pid());
    }
  }

  @Test
  void roll_aborted_finishesItsBatchAndLeavesTheOthers() throws Exception {
    configure(3, "1", "min_ready_secs=3");
    try (DaemonUnderTest daemon = examples.start()) {
      Map<String, ProcessLine> before = daemon.awaitRunning(3);
      CompletableFuture<Output> roll =
          CompletableFuture.supplyAsync(() -> daemon.ctl("restart", "--rolling", "web:*"));
      daemon.await(
          "the first instance to be on its way",
          () -> daemon.status().get("web:web_00").pid() != before.get("web:web_00").pid());

      Output aborted = daemon.ctl("restart", "--rolling", "--abort", "web:*");

      assertEquals(9, aborted.code(), aborted::toString);
      assertTrue(aborted.out().contains("aborted: aborted by a user; 1 of 3 done"), aborted.out());
      assertEquals(9, roll.get().code());
      Map<String, ProcessLine> after = daemon.awaitRunning(3);
      assertNotEquals(before.get("web:web_00").pid(), after.get("web:web_00").pid());
      assertEquals(before.get("web:web_01").pid(), after.get("web:web_01").pid());
    }
  }

  @Test
  void ctrlC_onATerminal_detachesAndTheRollGoesOnToItsEnd() throws Exception {
    configure(3, "1", "min_ready_secs=2");
    try (DaemonUnderTest daemon = examples.start()) {
      Map<String, ProcessLine> before = daemon.awaitRunning(3);

      Output left = inTerminal("waiting for ready", daemon.ctlCommand(ROLL));

      assertEquals(130, left.code(), left::toString);
      String said = left.out();
      assertTrue(said.contains("detached: rolling-restart "), said);
      assertTrue(said.contains(" goes on; `restart --rolling --attach "), said);
      assertTrue(said.contains("`--abort "), said);
      Output attached = daemon.ctl("restart", "--rolling", "--attach", "web");
      assertEquals(0, attached.code(), attached::toString);
      assertTrue(attached.out().contains("done: 3 processes restarted"), attached.out());
      Map<String, ProcessLine> after = daemon.awaitRunning(3);
      after.forEach((name, line) -> assertNotEquals(before.get(name).pid(), line.pid(), name));
    }
  }

  /** Runs a command in a terminal, and presses Ctrl-C there once it shows {@code text}. */
  private Output inTerminal(String text, List<String> command) {
    List<String> words = new ArrayList<>(List.of("/usr/bin/python3", "-c", TERMINAL, text));
    words.addAll(command);
    return Tree.run(root, words.toArray(String[]::new));
  }

  /** Asks each port in turn, over and over, until it is closed. */
  private static final class Client implements AutoCloseable {
    final AtomicInteger failed = new AtomicInteger();
    final AtomicInteger fewest = new AtomicInteger(Integer.MAX_VALUE);
    private final AtomicInteger rounds = new AtomicInteger();
    private final AtomicBoolean counts = new AtomicBoolean();
    private final int firstPort;
    private final int ports;
    private final Thread thread;

    Client(int firstPort, int ports) {
      this.firstPort = firstPort;
      this.ports = ports;
      this.thread = Thread.ofVirtual().start(this::ask);
    }

    private void ask() {
      while (!Thread.currentThread().isInterrupted()) {
        int answered = versions().size();
        if (counts.get() && answered == 0) {
          failed.incrementAndGet();
        }
        if (counts.get()) {
          fewest.accumulateAndGet(answered, Math::min);
        }
        rounds.incrementAndGet();
      }
    }

    /** What the instances that answer say. */
    List<String> versions() {
      List<String> versions = new ArrayList<>();
      for (int port = firstPort; port < firstPort + ports; port++) {
        try (Socket socket = new Socket()) {
          socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 2_000);
          socket.setSoTimeout(10_000);
          socket
              .getOutputStream()
              .write("GET / HTTP/1.0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
          InputStream in = socket.getInputStream();
          String answer = new String(in.readAllBytes(), StandardCharsets.US_ASCII);
          if (answer.startsWith("HTTP/1.0 200")) {
            versions.add(answer.substring(answer.lastIndexOf('\n') + 1));
          }
        } catch (IOException gone) {
          // Away: another instance answers.
        }
      }
      return versions;
    }

    /** From now on what fails counts: all instances have answered once. */
    void awaitAnswers() {
      counts.set(true);
      int seen = rounds.get();
      Await.answer(
          "the client",
          () -> rounds.get() > seen + 1 ? Optional.of(true) : Optional.empty(),
          () -> "rounds: " + rounds);
    }

    @Override
    public void close() {
      thread.interrupt();
      try {
        thread.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
