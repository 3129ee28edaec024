package io.jsupervisor.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Proxies that the daemon keeps in step, in front of three small servers. */
class UpstreamStory {
  private static final String APPLICATION =
      """
      import http.server, socketserver, sys

      class Page(http.server.BaseHTTPRequestHandler):
          protocol_version = "HTTP/1.1"

          def do_GET(self):
              body = b"Hello from " + sys.argv[1].encode()
              self.send_response(200)
              self.send_header("Content-Length", str(len(body)))
              self.send_header("Connection", "close")
              self.end_headers()
              self.wfile.write(body)

          def log_message(self, *words):
              pass

      class Server(socketserver.ThreadingMixIn, http.server.HTTPServer):
          request_queue_size = 128

      Server(("127.0.0.1", int(sys.argv[1])), Page).serve_forever()
      """;

  @TempDir Path root;
  private final Ports ports = Ports.free();
  private final Set<String> three = new HashSet<>();

  @BeforeEach
  void prepare() throws IOException {
    // A proxy started by root reads files as another user.
    Files.setPosixFilePermissions(root, PosixFilePermissions.fromString("rwxr-xr-x"));
    Files.writeString(root.resolve("app.py"), APPLICATION);
    for (int i = 0; i < 3; i++) {
      three.add(Integer.toString(ports.of(8000 + i)));
    }
  }

  private DaemonUnderTest start(String proxyCommand, String upstream) throws IOException {
    Path config = root.resolve("c.conf");
    Files.writeString(
        config,
        """
        [unix_http_server]
        file=%1$s/jsupervisor.sock
        [rpcinterface:supervisor]
        supervisor.rpcinterface_factory = supervisor.rpcinterface:make_main_rpcinterface
        [supervisord]
        logfile=%1$s/d.log
        pidfile=%1$s/jsupervisord.pid
        [supervisorctl]
        serverurl=unix://%1$s/jsupervisor.sock
        [program:web]
        command=/usr/bin/python3 %1$s/app.py %2$s%%(process_num)02d
        process_name=%%(program_name)s_%%(process_num)02d
        numprocs=3
        host=127.0.0.1
        port=%2$s%%(process_num)02d
        startsecs=0
        readiness_interval=0.1
        drain_secs=5
        [program:proxy]
        command=%3$s
        redirect_stderr=true
        [upstream:app]
        programs=web
        %4$s
        """
            .formatted(root, ports.hundred(), proxyCommand, upstream));
    return DaemonUnderTest.start(config, root);
  }

  private String nginx() {
    return ProxyFiles.nginx(root, "127.0.0.1:" + ports.of(8080), "proxy_pass http://app;");
  }

  private DaemonUnderTest startNginx() throws IOException {
    String nginx = nginx();
    return start(
        nginx,
        """
        method=least_conn
        file=%1$s/app-upstream.conf
        test_command=%2$s -t -q
        reload_command=%2$s -s reload
        """
            .formatted(root, nginx));
  }

  private int get(Set<String> seen) {
    Page.Answer answer = new Page(ports.of(8080), "/").get();
    if (answer.status() == 200) {
      seen.add(answer.body().replace("Hello from ", ""));
    }
    return answer.status();
  }

  /** Requests come from these ports, and from no other. */
  private void awaitServedBy(DaemonUnderTest daemon, Set<String> wanted) {
    daemon.await(
        "answers from " + wanted,
        () -> {
          Set<String> seen = new HashSet<>();
          for (int i = 0; i < 12; i++) {
            get(seen);
          }
          return seen.equals(wanted);
        });
  }

  private String file() {
    try {
      return Files.readString(root.resolve("app-upstream.conf"));
    } catch (IOException e) {
      return "";
    }
  }

  /** Whom the proxy uses, as far as the daemon has told it and waited for it. */
  private static void awaitInTurn(DaemonUnderTest daemon, String wanted) {
    daemon.await(
        "in rotation: " + wanted,
        () -> {
          String all = Api.answer(daemon.socket(), "GET /api/v1/upstreams HTTP/1.0\r\n\r\n");
          return Pattern.compile("\"in\":(true|false)")
              .matcher(all)
              .results()
              .map(found -> found.group(1))
              .collect(Collectors.joining(",", "[", "]"))
              .equals(wanted);
        });
  }

  private void assertRollsWithoutALoss(DaemonUnderTest daemon) throws IOException {
    assertRollsWithoutALoss(daemon, "web:*");
  }

  private void assertRollsWithoutALoss(DaemonUnderTest daemon, String what) throws IOException {
    awaitServedBy(daemon, three);
    Process roll =
        new ProcessBuilder(daemon.ctlCommand("restart", "--rolling", what))
            .directory(root.toFile())
            .redirectErrorStream(true)
            .redirectOutput(root.resolve("roll.txt").toFile())
            .start();
    Load.Result result;
    try (Load load = Load.on(ports.of(8080))) {
      roll.onExit().join();
      result = load.stop();
    }
    assertEquals(0, roll.exitValue(), Files.readString(root.resolve("roll.txt")));
    assertEquals(List.of(), result.failures(), () -> "of " + result.answered());
    assertTrue(result.answered() > 0);
    awaitServedBy(daemon, three);
  }

  @Test
  void nginx_rollingRestart_noRequestIsLost() throws IOException {
    try (DaemonUnderTest daemon = startNginx()) {
      assertRollsWithoutALoss(daemon);
    }
  }

  @Test
  void nginx_allStopped_answers502UntilTheyAreBack() throws IOException {
    try (DaemonUnderTest daemon = startNginx()) {
      awaitServedBy(daemon, three);
      daemon.ctl("stop", "web:*");
      daemon.await("every server down", () -> file().split(" down;", -1).length == 4);
      daemon.await("502", () -> get(new HashSet<>()) == 502);
      daemon.ctl("start", "web:*");
      awaitServedBy(daemon, three);
    }
  }

  @Test
  void nginx_testFails_oldFileIsBackAndEverybodyIsTold() throws IOException {
    try (DaemonUnderTest daemon = startNginx()) {
      awaitServedBy(daemon, three);
      String good = file();
      Path config = root.resolve("nginx.conf");
      String site = Files.readString(config);
      Files.writeString(config, site + "not nginx\n");
      daemon.ctl("stop", "web:web_00");

      Output told =
          daemon.awaitAnswer(
              "the problem", () -> Optional.of(daemon.ctl("upstream")).filter(o -> o.code() == 1));
      assertTrue((told.out() + told.err()).contains("test_command"), told::toString);
      assertTrue(daemon.output().contains("the old file is back"), daemon::output);
      assertEquals(good, file());

      Files.writeString(config, site);
      daemon.ctl("stop", "web:web_01");
      awaitServedBy(daemon, Set.of(Integer.toString(ports.of(8002))));
      assertEquals(0, daemon.ctl("upstream").code());
    }
  }

  @Test
  void fileThatCannotBeWritten_harmsNothingAndIsTold() throws IOException {
    Path folder = root.resolve("none");
    try (DaemonUnderTest daemon =
        start("/bin/sleep 1000", "file=" + folder.resolve("app.conf") + "\n")) {
      daemon.awaitRunning(4);
      Output told =
          daemon.awaitAnswer(
              "the problem", () -> Optional.of(daemon.ctl("upstream")).filter(o -> o.code() == 1));
      assertTrue(
          (told.out() + told.err()).contains("its directory does not exist"), told::toString);
      assertTrue(told.out().contains("upstream app {"), "it is printed all the same");

      Files.createDirectory(folder);
      daemon.ctl("stop", "web:web_00");
      daemon.await("the file", () -> Files.exists(folder.resolve("app.conf")));
    }
  }

  @Test
  void apache_rollingRestart_noRequestIsLost() throws IOException {
    String apache = ProxyFiles.apache(root, "127.0.0.1:" + ports.of(8080), "proxy_http");
    String upstream =
        """
        proxy=apache
        method=least_conn
        file=%1$s/app-upstream.conf
        test_command=%2$s -t
        reload_command=%2$s -k graceful
        """
            .formatted(root, apache);
    try (DaemonUnderTest daemon = start(apache + " -DFOREGROUND", upstream)) {
      assertRollsWithoutALoss(daemon);
    }
  }

  private String haproxy(String backend) throws IOException {
    Path config = root.resolve("haproxy.cfg");
    Files.writeString(
        config,
        """
        global
            stats socket %1$s/haproxy.sock level admin
        defaults
            mode http
            timeout connect 5s
            timeout client 30s
            timeout server 30s
        frontend site
            bind 127.0.0.1:%2$d
            default_backend app
        %3$s
        """
            .formatted(root, ports.of(8080), backend));
    return "/usr/sbin/haproxy -W -db -f " + config;
  }

  @Test
  void haproxyRuntimeSocketWithSlots_rollingRestart_noRequestIsLost() throws IOException {
    String haproxy = haproxy("backend app\n    server-template s 1-6 127.0.0.1:1 disabled\n");
    try (DaemonUnderTest daemon =
        start(haproxy, "proxy=haproxy\nruntime_socket=" + root.resolve("haproxy.sock") + "\n")) {
      assertRollsWithoutALoss(daemon);
    }
  }

  private DaemonUnderTest startHaproxyWithFile() throws IOException {
    String haproxy = haproxy("");
    Path file = root.resolve("app-upstream.conf");
    String upstream =
        """
        proxy=haproxy
        pid_file=%3$s/haproxy.pid
        file=%1$s
        test_command=%2$s -c -q -f %1$s
        reload_command=/bin/sh -c "kill -USR2 $(cat %3$s/haproxy.pid)"
        """
            .formatted(file, haproxy.replace(" -W -db", ""), root);
    return start(haproxy + " -f " + file + " -p " + root.resolve("haproxy.pid"), upstream);
  }

  @Test
  @Tag("slow")
  void haproxyFileAndReload_rollingRestart_noRequestIsLost() throws IOException {
    try (DaemonUnderTest daemon = startHaproxyWithFile()) {
      assertRollsWithoutALoss(daemon);
    }
  }

  /** The first to go had just been let in, and the proxy was still being told so. */
  @Test
  @Tag("slow")
  void haproxyFileAndReload_rollBeginsWhileAReloadSettles_stopsNobodyWhoIsStillIn()
      throws IOException {
    String haproxy = haproxy("");
    Path file = root.resolve("app-upstream.conf");
    String upstream =
        """
        proxy=haproxy
        settle_secs=10
        file=%1$s
        reload_command=/bin/sh -c "kill -USR2 $(cat %2$s/haproxy.pid)"
        """
            .formatted(file, root);
    try (DaemonUnderTest daemon =
        start(haproxy + " -f " + file + " -p " + root.resolve("haproxy.pid"), upstream)) {
      awaitServedBy(daemon, three);
      daemon.ctl("stop", "web:web_00");
      awaitInTurn(daemon, "[false,true,true]");
      daemon.ctl("start", "web:web_00");
      daemon.await("the file with it", () -> !file().contains(" disabled"));
      long before = daemon.status().get("web:web_00").pid();

      Api.post(daemon.socket(), "/api/v1/processes/web:web_00/restart?rolling=true");

      boolean takenOut = false;
      while (daemon.status().get("web:web_00").pid() == before) {
        takenOut |= file().contains(" disabled");
        assertEquals(200, get(new HashSet<>()));
      }
      assertTrue(takenOut, "it was stopped while the proxy had it in");
    }
  }
}
