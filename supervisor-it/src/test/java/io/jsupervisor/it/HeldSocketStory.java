package io.jsupervisor.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Listeners that the daemon holds: no proxy, and no request is lost. */
class HeldSocketStory {
  @TempDir Path root;

  @ParameterizedTest
  @CsvSource({
    "gunicorn-socket, 8035",
    "uwsgi-socket, 8015",
    "tornado-socket, 8055",
    "gevent-socket, 8045"
  })
  void instancesRestartedOneByOne_thenTheLastAlone_noRequestFails(String program, int port) {
    Examples examples = Examples.of(root, program + ".conf");
    try (DaemonUnderTest daemon = examples.start()) {
      List<String> names = List.copyOf(daemon.awaitRunning(3).keySet());
      daemon.awaitAnswer("a page", () -> examples.page(port, "/"));
      Load.Result result;
      try (Load load = Load.on(examples.ports().of(port))) {
        load.awaitMore(20);
        for (String name : names) {
          assertEquals(0, daemon.ctl("restart", name).code());
          load.awaitMore(20);
        }
        assertEquals(0, daemon.ctl("stop", names.get(1), names.get(2)).code());
        load.awaitMore(20);
        long before = daemon.status().get(names.getFirst()).pid();
        assertEquals(0, daemon.ctl("restart", names.getFirst()).code());
        assertNotEquals(before, daemon.status().get(names.getFirst()).pid());
        load.awaitMore(20);
        result = load.stop();
      }
      assertEquals(List.of(), result.failures(), () -> "of " + result.answered());
    }
  }

  /** The surge instance accepts from the same listener, so no proxy has to be told of it. */
  @Test
  @Tag("slow")
  void surgeOnAHeldListener_rollingRestart_noRequestFails() throws IOException {
    Examples examples = Examples.of(root, "gunicorn-socket.conf");
    Path file = examples.file("etc/conf.d/gunicorn-socket.conf");
    Files.writeString(
        file,
        Files.readString(file).replace("reload_method=HUP", "max_unavailable=0\nmax_surge=1"));
    try (DaemonUnderTest daemon = examples.start()) {
      Map<String, ProcessLine> before = daemon.awaitRunning(3);
      daemon.awaitAnswer("a page", () -> examples.page(8035, "/"));
      try (Load load = Load.on(examples.ports().of(8035))) {
        load.awaitMore(20);
        CompletableFuture<Output> roll =
            CompletableFuture.supplyAsync(
                () -> daemon.ctl("restart", "--rolling", "gunicorn-socket:*"));
        daemon.awaitState("gunicorn-socket:gunicorn-socket3", "RUNNING");

        assertEquals(0, roll.join().code(), () -> roll.join().toString());
        Map<String, ProcessLine> after = daemon.awaitRunning(3);
        assertEquals(before.keySet(), after.keySet());
        after.forEach((name, line) -> assertNotEquals(before.get(name).pid(), line.pid(), name));
        load.awaitMore(20);
        assertEquals(List.of(), load.stop().failures());
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"gunicorn-socket, 8035, gunicorn-socket0", "uwsgi-socket, 8015, uwsgi-socket15"})
  void hupReload_underLoad_keepsThePidAndLosesNothing(String program, int port, String name) {
    Examples examples = Examples.of(root, program + ".conf");
    try (DaemonUnderTest daemon = examples.start()) {
      daemon.awaitRunning(3);
      String namespec = program + ":" + name;
      long before = daemon.status().get(namespec).pid();
      try (Load load = Load.on(examples.ports().of(port))) {
        load.awaitMore(20);
        assertTrue(reload(daemon, namespec).contains("\"ok\":true"));
        load.awaitMore(20);
        assertEquals(List.of(), load.stop().failures());
      }
      assertEquals(before, daemon.status().get(namespec).pid());
    }
  }

  @Test
  void usr2Reload_newMasterIsAdopted_brokenOneLeavesTheOld() throws IOException {
    Examples examples = Examples.of(root, new String[0]);
    int port = examples.ports().of(8036);
    Path app = examples.file("apps/flask/app.py");
    Files.writeString(
        examples.file("etc/conf.d/dance.conf"),
        """
        [program:dance]
        command=gunicorn -b 127.0.0.1:%d --workers 2 app:app
        directory=%s
        reload_method=USR2
        readiness_deadline=120
        stopwaitsecs=20
        redirect_stderr=true
        """
            .formatted(port, app.getParent()));
    try (DaemonUnderTest daemon = examples.start()) {
      daemon.awaitRunning(1);
      daemon.awaitAnswer("a page", () -> examples.page(8036, "/"));
      long first = daemon.status().get("dance").pid();
      try (Load load = Load.on(port)) {
        load.awaitMore(20);
        String answer = reload(daemon, "dance");
        assertTrue(answer.contains("\"ok\":true"), answer);
        long second = daemon.status().get("dance").pid();
        assertNotEquals(first, second);

        Files.writeString(app, "raise RuntimeError('broken')\n");
        String refused = reload(daemon, "dance");
        assertTrue(refused.contains("the old one goes on"), "answered: " + refused);
        assertEquals(second, daemon.status().get("dance").pid());
        load.awaitMore(20);
        assertEquals(List.of(), load.stop().failures());
      }
      // Whose child it is, it ends as every other, and with its group.
      assertEquals("dance: stopped\n", daemon.ctl("stop", "dance").out());
      daemon.await("the last worker's end", () -> daemon.children().isEmpty());
    }
  }

  @Test
  void update_addressChanged_bindsTheNewAndEndsTheOld_takenOneIsRefused() throws IOException {
    Examples examples = Examples.of(root, new String[0]);
    Path file = examples.file("etc/conf.d/mover.conf");
    String text =
        """
        [socket:mover]
        listen=127.0.0.1:%d
        [program:mover]
        command=gunicorn --bind fd://3 app:app
        directory=%s
        sockets=mover
        """;
    Path directory = examples.file("apps/flask");
    int old = examples.ports().of(8036);
    int next = examples.ports().of(8037);
    int taken = examples.ports().of(8038);
    Files.writeString(file, text.formatted(old, directory));
    try (DaemonUnderTest daemon = examples.start();
        ServerSocket other = new ServerSocket(taken, 1, InetAddress.getLoopbackAddress())) {
      daemon.awaitRunning(1);
      daemon.awaitAnswer("a page", () -> examples.page(8036, "/"));

      Files.writeString(file, text.formatted(next, directory));
      assertEquals(0, daemon.ctl("update").code());
      daemon.awaitAnswer("a page at the new address", () -> examples.page(8037, "/"));
      assertTrue(isRefused(old));

      Files.writeString(file, text.formatted(taken, directory));
      daemon.ctl("update");
      assertTrue(other.isBound());
      String log = Files.readString(examples.run().resolve("jsupervisord.log"));
      assertTrue(log.contains("Address already in use (cure"), log);
      assertTrue(log.contains("it goes on listening on 127.0.0.1:" + next), log);
      daemon.awaitAnswer("a page at the address before", () -> examples.page(8037, "/"));

      Files.delete(file);
      assertEquals(0, daemon.ctl("update").code());
      daemon.await("the listener's end", () -> isRefused(next));
    }
  }

  private static boolean isRefused(int port) {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return !socket.isConnected();
    } catch (ConnectException refused) {
      return true;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void reloadOfTheDaemon_connectionWaits_andIsAnswered() throws IOException {
    Examples examples = Examples.of(root, "gunicorn-socket.conf");
    try (DaemonUnderTest daemon = examples.start()) {
      daemon.awaitRunning(3);
      daemon.awaitAnswer("a page", () -> examples.page(8035, "/"));
      try (Load load = Load.on(examples.ports().of(8035))) {
        load.awaitMore(20);
        String began = daemon.status().toString();
        DaemonUnderTest.kill("HUP", daemon.pid());
        daemon.await("other pids", () -> isAnother(daemon, began));
        load.awaitMore(20);
        assertEquals(List.of(), load.stop().failures());
      }
    }
  }

  private static boolean isAnother(DaemonUnderTest daemon, String began) {
    var now = daemon.status();
    return now.size() == 3
        && now.values().stream()
            .allMatch(line -> line.isRunning() && !began.contains(Long.toString(line.pid())));
  }

  @Test
  void addressTaken_start_endsWithTheReasonAndStartsNothing() throws IOException {
    Path config =
        Files.writeString(
            root.resolve("c.conf"),
            "[supervisord]\nlogfile=%1$s/log\npidfile=%1$s/pid\nchildlogdir=%1$s\n".formatted(root)
                + "[socket:x]\nlisten=%s/no/such/x.sock\n".formatted(root)
                + "[program:p]\ncommand=touch %s/started\nsockets=x\n".formatted(root));

    Output output =
        Output.of(Tree.ENVIRONMENT, root, List.of(Tree.DAEMON, "-n", "-c", config.toString()));

    assertEquals(2, output.code(), output::toString);
    assertTrue(
        output
            .err()
            .contains(
                "[socket:x] cannot listen on %s/no/such/x.sock: [Errno 2] No such file"
                    .formatted(root)),
        output::toString);
    assertTrue(Files.notExists(root.resolve("started")));
  }

  private static String reload(DaemonUnderTest daemon, String namespec) {
    return Api.post(daemon.socket(), "/api/v1/processes/" + namespec + "/reload?wait=true");
  }
}
