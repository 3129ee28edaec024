package io.jsupervisor.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The proxies themselves find no fault in the example sites, those that are switched off included.
 */
class SiteExamplesTest {
  private static final List<String> UPSTREAMS =
      List.of("gunicorn", "uwsgi", "uwsgi_http", "gevent", "tornado");

  @TempDir Path root;
  private Examples examples;

  @BeforeEach
  void copy() throws IOException {
    examples = Examples.of(root);
    Files.createDirectories(examples.file("run/upstreams"));
  }

  static Stream<String> sites() throws IOException {
    try (var list = Files.list(Tree.ROOT.resolve("examples/proxy/nginx"))) {
      return list
          .map(path -> path.getFileName().toString())
          .filter(name -> !name.equals("nginx.conf"))
          .sorted()
          .toList()
          .stream();
    }
  }

  @ParameterizedTest
  @MethodSource("sites")
  void nginxSite_switchedOn_isAccepted(String site) throws IOException {
    Assumptions.assumeTrue(
        !site.equals("geoip.conf")
            || Files.exists(Path.of("/usr/lib/nginx/modules/ngx_http_geoip_module.so")),
        "Debian's libnginx-mod-http-geoip is not installed");
    Path nginx = examples.file("proxy/nginx");
    Path file = nginx.resolve(site);
    runCommandsByHand(Files.readString(file), nginx);
    String main = Files.readString(nginx.resolve("nginx.conf"));
    String on = main.replace("#include " + site + ";", "include " + site + ";");
    assertNotEquals(main, on, "nginx.conf does not offer " + site);
    if (site.equals("geoip.conf")) {
      on = on.replace("#load_module ", "load_module ");
    }
    Files.writeString(nginx.resolve("nginx.conf"), on);
    for (String name : UPSTREAMS) {
      Files.writeString(
          examples.file("run/upstreams/" + name + ".conf"),
          "upstream " + name + " { least_conn; server 127.0.0.1:1; }\n");
    }

    assertEquals(new Output("", "", 0), nginxTest(nginx.resolve("nginx.conf"), "run"));
  }

  /** What the file's comment says is to be typed beside it. */
  private static void runCommandsByHand(String text, Path directory) {
    for (String line : text.lines().toList()) {
      if (line.startsWith("#   ")) {
        Output made = Tree.run(directory, "/bin/sh", "-c", line.substring(4));
        assertEquals(0, made.code(), made::toString);
      }
    }
  }

  private Output nginxTest(Path config, String prefix) {
    return Tree.run(
        root,
        "/usr/sbin/nginx",
        "-t",
        "-q",
        "-p",
        examples.file(prefix) + "/",
        "-c",
        config.toString());
  }

  @ParameterizedTest
  @ValueSource(strings = {"machine1", "machine2", "primary"})
  void machinesNginx_checked_isAccepted(String machine) throws IOException {
    Files.createDirectories(examples.file("run/" + machine));
    Files.writeString(
        examples.file("run/" + machine + "/app-upstream.conf"),
        "upstream app { server 127.0.0.1:1; }\n");

    assertEquals(
        new Output("", "", 0),
        nginxTest(examples.file("proxy/machines/" + machine + ".conf"), "run/" + machine));
  }

  @Test
  void apacheSite_checked_isAccepted() throws IOException {
    for (String name : UPSTREAMS) {
      Files.writeString(
          examples.file("run/upstreams/" + name + ".conf"),
          """
          <Proxy "balancer://%s">
              BalancerMember "http://127.0.0.1:1"
              ProxySet lbmethod=bybusyness
          </Proxy>
          """
              .formatted(name));
    }

    Output test =
        Tree.run(
            root,
            "/usr/sbin/apache2",
            "-t",
            "-d",
            examples.file("").toString(),
            "-f",
            "proxy/apache/apache.conf");

    assertEquals("Syntax OK", test.err().strip());
  }

  @Test
  void haproxySite_checked_isAccepted() {
    Output test =
        Tree.run(
            examples.file("run"),
            "/usr/sbin/haproxy",
            "-c",
            "-q",
            "-f",
            examples.file("proxy/haproxy/haproxy.cfg").toString());

    assertEquals(new Output("", "", 0), test);
  }
}
