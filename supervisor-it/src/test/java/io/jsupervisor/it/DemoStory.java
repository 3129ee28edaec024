package io.jsupervisor.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code make demo} from a clean folder, as a newcomer meets it. */
@Tag("slow")
class DemoStory {
  @TempDir Path root;

  @ParameterizedTest
  @CsvSource({
    "nginx, 8080, gunicorn uwsgi uwsgi-http gevent tornado",
    "apache, 8081, gunicorn uwsgi uwsgi-http gevent tornado",
    "haproxy, 8082, gunicorn uwsgi-http gevent tornado"
  })
  void cleanFolder_demo_servesSurvivesAKillScalesAndLeavesNothing(
      String proxy, int port, String servers) {
    try (DemoUnderTest demo = DemoUnderTest.start(root, proxy)) {
      demo.awaitUp();
      for (String server : servers.split(" ", -1)) {
        assertThreeInstancesAnswer(demo, port, server);
      }
      assertEquals(200, demo.get(port, "/status").statusCode());

      String victim = demo.ctl(proxy, "pid", "gunicorn:gunicorn31").out().strip();
      DaemonUnderTest.kill("KILL", Long.parseLong(victim));
      demo.await(
          "another gunicorn31",
          () -> {
            String pid = demo.ctl(proxy, "pid", "gunicorn:gunicorn31").out().strip();
            return pid.matches("[1-9]\\d*") && !pid.equals(victim);
          });
      assertThreeInstancesAnswer(demo, port, "gunicorn");

      Output scale = demo.ctl(proxy, "scale", "gunicorn", "4");
      assertEquals(0, scale.code(), scale::toString);
      awaitInstances(demo, port, "gunicorn", 4);

      demo.interrupt();
      assertNothingLeft(demo);
    }
  }

  @Test
  void demoRuns_anotherStarted_isRefusedInOneLine() {
    try (DemoUnderTest demo = DemoUnderTest.start(root, "nginx")) {
      demo.await("the daemon", () -> Files.exists(demo.file("run/jsupervisord.pid")));
      try (DemoUnderTest second = DemoUnderTest.again(demo.examples(), "nginx")) {
        assertEquals(1, second.awaitExit());
        assertTrue(
            second.output().matches("demo: it runs already, pid \\d+ \\(cure: .*\\)\n"),
            second.output());
      }
    }
  }

  @Test
  void portTaken_demo_isRefusedInOneLine() throws IOException {
    Examples examples = DemoUnderTest.prepare(root);
    int port = examples.ports().of(8031);
    try (ServerSocket taken = new ServerSocket()) {
      taken.bind(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port));
      try (DemoUnderTest demo = DemoUnderTest.again(examples, "nginx")) {
        assertEquals(1, demo.awaitExit());
        assertTrue(
            demo.output().startsWith("demo: port " + port + ", for gunicorn31, is not free: "),
            demo.output());
        assertEquals(1, demo.output().lines().count());
      }
    }
  }

  /** The sites that the configuration offers in comments, asked for what each is about. */
  @Test
  void demoRuns_sitesSwitchedOn_eachDoesItsWork() throws IOException {
    try (DemoUnderTest demo = DemoUnderTest.start(root, "nginx")) {
      demo.awaitUp();
      Path config = demo.file("proxy/nginx/nginx.conf");
      String text = Files.readString(config);
      for (String site : List.of("rewrites", "tls", "cache", "basic-auth", "memcached")) {
        text = text.replace("#include " + site + ".conf;", "include " + site + ".conf;");
      }
      if (Files.exists(Path.of("/usr/lib/nginx/modules/ngx_http_geoip_module.so"))) {
        text =
            text.replace("#load_module ", "load_module ")
                .replace("#include geoip", "include geoip");
      }
      Files.writeString(config, text);
      Output reload =
          Tree.run(
              root,
              "/usr/sbin/nginx",
              "-s",
              "reload",
              "-p",
              demo.file("run") + "/",
              "-c",
              config.toString());
      assertEquals(0, reload.code(), reload::toString);
      demo.await("the new sites", () -> demo.examples().page(8086, "/").isPresent());

      HttpResponse<String> moved = demo.get(8083, "/hello.php");
      assertEquals(301, moved.statusCode());
      assertTrue(moved.headers().firstValue("Location").orElse("").endsWith("/hello"));
      assertEquals(200, demo.get(8083, "/user/7").statusCode());
      assertEquals("HIT", demo.get(8086, "/").headers().firstValue("X-Cache").orElse(""));
      assertEquals(401, demo.get(8087, "/").statusCode());
      String demoDemo = "Basic ZGVtbzpkZW1v";
      assertEquals(200, demo.get(8087, "/", "Authorization", demoDemo).statusCode());
      assertEquals(200, demo.get(8089, "/").statusCode());
      if (text.contains("  include geoip")) {
        HttpResponse<String> page = demo.get(8088, "/", "X-Forwarded-For", "8.8.8.8");
        assertEquals("US", page.headers().firstValue("X-Country").orElse(""));
      }
      Output tls =
          Tree.run(
              root,
              "/usr/bin/python3",
              "-c",
              "import ssl, sys, urllib.request as u; print(u.urlopen(sys.argv[1],"
                  + " context=ssl.create_default_context(cafile=sys.argv[2])).status)",
              "https://localhost:" + demo.examples().ports().of(8084) + "/",
              demo.file("proxy/nginx/tls/cert.pem").toString());
      assertEquals("200\n", tls.out(), tls::toString);
    }
  }

  private static void assertThreeInstancesAnswer(DemoUnderTest demo, int port, String server) {
    awaitInstances(demo, port, server, 3);
  }

  private static void awaitInstances(DemoUnderTest demo, int port, String server, int count) {
    Set<String> seen = new HashSet<>();
    demo.await(
        count + " instances of " + server,
        () ->
            demo.examples()
                    .page(port, "/" + server + "/")
                    .map(page -> seen.add(page.replaceAll("(?s).*This is (\\S+),.*", "$1")))
                    .isPresent()
                && seen.size() == count);
  }

  private static void assertNothingLeft(DemoUnderTest demo) {
    assertEquals(List.of(), demo.processes(), demo::output);
    assertTrue(Files.notExists(demo.file("run/jsupervisor.sock")), "the socket is left");
    assertTrue(Files.notExists(demo.file("run/jsupervisord.pid")), "the pid file is left");
  }
}
