package io.jsupervisor.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.ConnectException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An fcgi-program: a socket that outlives each of its processes, but not all of them. */
class FastcgiStory {
  /** A request of role responder, and the end of its parameters. */
  private static final byte[] REQUEST = {
    1, 1, 0, 1, 0, 8, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 1, 4, 0, 1, 0, 0, 0, 0
  };

  private static final String APP =
      """
      import os, socket, struct
      listening = socket.socket(fileno=0)
      while True:
          client = listening.accept()[0]
          client.recv(65536)
          text = b'Content-Type: text/plain\\r\\n\\r\\nhello from pid %d' % os.getpid()
          client.sendall(struct.pack('>BBHHBx', 1, 6, 1, len(text), 0) + text
                         + struct.pack('>BBHHBx', 1, 3, 1, 8, 0) + b'\\0' * 8)
          client.close()
      """;

  @TempDir Path run;

  private Path configuration(String program) throws IOException {
    Files.writeString(run.resolve("app.py"), APP);
    return Files.writeString(
        run.resolve("fastcgi.conf"),
        """
        [unix_http_server]
        file=%1$s/jsupervisor.sock
        [supervisord]
        logfile=%1$s/log
        pidfile=%1$s/jsupervisord.pid
        childlogdir=%1$s
        [rpcinterface:supervisor]
        supervisor.rpcinterface_factory=supervisor.rpcinterface:make_main_rpcinterface
        [supervisorctl]
        serverurl=unix://%1$s/jsupervisor.sock
        %2$s
        """
            .formatted(run, program));
  }

  private String page() throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    try (SocketChannel client = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      client.connect(UnixDomainSocketAddress.of(run.resolve("app.sock")));
      client.write(ByteBuffer.wrap(REQUEST));
      ByteBuffer buffer = ByteBuffer.allocate(4096);
      while (client.read(buffer.clear()) >= 0) {
        all.write(buffer.array(), 0, buffer.position());
      }
    }
    return all.toString(StandardCharsets.ISO_8859_1);
  }

  private List<String> log() throws IOException {
    return Files.readAllLines(run.resolve("log")).stream()
        .map(line -> line.substring("2026-01-02 15:04:05,678 ".length()))
        .map(line -> line.replaceAll("pid \\d+", "pid N").replace(run.toString(), "RUN"))
        .filter(line -> line.contains(" socket ") || line.contains("spawned"))
        .toList();
  }

  @Test
  void twoProcesses_stoppedOneByOne_shareTheSocketToTheLast() throws IOException {
    Path config =
        configuration(
            """
            [fcgi-program:app]
            command=python3 %1$s/app.py
            process_name=app%%(process_num)d
            numprocs=2
            socket=unix://%1$s/app.sock
            socket_mode=0660
            """
                .formatted(run));
    try (DaemonUnderTest daemon = DaemonUnderTest.start(config, run)) {
      daemon.awaitRunning(2);
      assertEquals(0660, (Integer) Files.getAttribute(run.resolve("app.sock"), "unix:mode") & 0777);
      assertTrue(page().contains("hello from pid"));

      assertEquals("app:app0: stopped\n", daemon.ctl("stop", "app:app0").out());
      long left = daemon.status().get("app:app1").pid();
      assertTrue(page().contains("hello from pid " + left));

      assertEquals("app:app1: stopped\n", daemon.ctl("stop", "app:app1").out());
      daemon.await(
          "the socket's end", () -> lastLine().equals("INFO Closing socket unix://RUN/app.sock"));
      assertThrows(ConnectException.class, this::page);
      assertTrue(Files.exists(run.resolve("app.sock")), "the file stays");

      assertEquals("app:app1: started\n", daemon.ctl("start", "app:app1").out());
      assertTrue(page().contains("hello from pid"));
    }
    // As the reference writes them, from the check at the start on.
    String creating = "INFO Creating socket unix://RUN/app.sock";
    String closing = "INFO Closing socket unix://RUN/app.sock";
    assertEquals(
        List.of(
            creating,
            closing,
            creating,
            "INFO spawned: 'app0' with pid N",
            "INFO spawned: 'app1' with pid N",
            closing,
            creating,
            "INFO spawned: 'app1' with pid N",
            closing),
        log());
  }

  private String lastLine() {
    try {
      return log().getLast();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @Test
  void socketThatCannotBe_updated_hasALineWithTheReason() throws Exception {
    Path config = configuration("");
    try (DaemonUnderTest daemon = DaemonUnderTest.start(config, run)) {
      Files.writeString(
          config,
          "[fcgi-program:app]\ncommand=cat\nsocket=unix:///nonexistent/app.sock\n",
          StandardOpenOption.APPEND);
      String answer = Api.post(daemon.socket(), "/api/v1/config/update?wait=true");
      assertTrue(answer.contains("\"namespec\":\"app:app\",\"ok\":false"), answer);
      assertTrue(
          answer.contains("Could not create FastCGI socket unix:///nonexistent/app.sock"), answer);
    }
  }

  @Test
  void socketThatCannotBe_started_endsWithTheReason() throws IOException {
    Path config =
        configuration("[fcgi-program:app]\ncommand=cat\nsocket=unix:///nonexistent/app.sock");

    Output output =
        Output.of(Tree.ENVIRONMENT, run, List.of(Tree.DAEMON, "-n", "-c", config.toString()));

    assertEquals(2, output.code(), output::toString);
    assertTrue(
        output
            .err()
            .startsWith(
                "Error: Could not create FastCGI socket unix:///nonexistent/app.sock:"
                    + " [Errno 2] No such file or directory\n"),
        output::toString);
  }
}
