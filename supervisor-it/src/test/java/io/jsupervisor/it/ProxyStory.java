package io.jsupervisor.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The proxies' example sites in front of live instances; the proxy is a supervised program too. */
class ProxyStory {
  @TempDir Path root;

  @Test
  void nginxSite_liveInstances_spreadsRequestsOverAllAndServesStaticFiles() throws IOException {
    Examples examples = Examples.of(root, "uwsgi.conf").withVirtualenv();
    addHello(examples);
    Path site = examples.file("proxy/nginx-site.conf");
    Files.writeString(
        site, Files.readString(site).replace("/srv/hello", examples.file("apps/flask").toString()));
    Path config = root.resolve("nginx.conf");
    Files.writeString(
        config,
        """
        daemon off;
        pid %1$s/nginx.pid;
        error_log stderr;
        worker_processes 1;
        events { worker_connections 256; }
        http {
            access_log off;
            client_body_temp_path %1$s/t1; proxy_temp_path %1$s/t2; fastcgi_temp_path %1$s/t3;
            uwsgi_temp_path %1$s/t4; scgi_temp_path %1$s/t5;
            types { text/css css; }
            include %2$s;
        }
        """
            .formatted(root, site));
    Output test = Tree.run(root, "/usr/sbin/nginx", "-t", "-q", "-c", config.toString());
    assertEquals(new Output("", "", 0), test);
    addProxy(examples, "/usr/sbin/nginx -c " + config);

    assertBehindProxy(examples, 8080);
  }

  @Test
  void apacheSite_liveInstances_spreadsRequestsOverAllAndServesStaticFiles() throws IOException {
    Examples examples = Examples.of(root, "uwsgi.conf", "uwsgi-http.conf").withVirtualenv();
    Path site = examples.file("proxy/apache-site.conf");
    Files.writeString(
        site, Files.readString(site).replace("/srv/hello", examples.file("apps/flask").toString()));
    Path config = root.resolve("apache.conf");
    StringBuilder modules = new StringBuilder();
    for (String module :
        new String[] {
          "mpm_event",
          "authz_core",
          "authz_host",
          "alias",
          "mime",
          "proxy",
          "proxy_http",
          "proxy_uwsgi",
          "proxy_balancer",
          "lbmethod_bybusyness",
          "slotmem_shm"
        }) {
      modules.append(
          "LoadModule %1$s_module /usr/lib/apache2/modules/mod_%1$s.so\n".formatted(module));
    }
    Files.writeString(
        config,
        modules
            + """
            ServerRoot %1$s
            DefaultRuntimeDir %1$s
            PidFile %1$s/apache.pid
            ErrorLog /dev/stderr
            ServerName localhost
            TypesConfig /dev/null
            AddType text/css .css
            User www-data
            Group www-data
            Include %2$s
            """
                .formatted(root, site));
    Output test = Tree.run(root, "/usr/sbin/apache2", "-t", "-f", config.toString());
    assertEquals("Syntax OK", test.err().strip());
    addProxy(examples, "/usr/sbin/apache2 -DFOREGROUND -f " + config);

    assertBehindProxy(examples, 8081);
  }

  private static void addHello(Examples examples) throws IOException {
    Path hello = Tree.ROOT.resolve("examples/etc/conf.d/hello-world.conf");
    Files.writeString(
        examples.file("etc/conf.d/hello-world.conf"), examples.ports().in(Files.readString(hello)));
  }

  private static void addProxy(Examples examples, String command) throws IOException {
    Files.writeString(
        examples.file("etc/conf.d/proxy.conf"),
        "[program:proxy]\ncommand=" + command + "\nstopsignal=TERM\nredirect_stderr=true\n");
  }

  private static void assertBehindProxy(Examples examples, int port) {
    try (DaemonUnderTest daemon = examples.start()) {
      daemon.awaitRunning(7);
      Set<String> seen = new HashSet<>();
      daemon.await(
          "pages from three instances of the first program",
          () ->
              examples.page(port, "/").map(page -> seen.add(instance(page))).isPresent()
                  && seen.size() == 3);
      seen.clear();
      daemon.await(
          "pages from three instances of uwsgi",
          () ->
              examples.page(port, "/uwsgi/").map(page -> seen.add(instance(page))).isPresent()
                  && seen.size() == 3);
      assertEquals(Set.of("uwsgi20", "uwsgi21", "uwsgi22"), seen);
      String css =
          daemon.awaitAnswer("a static file", () -> examples.page(port, "/static/site.css"));
      assertTrue(css.contains("font"), css);
    }
  }

  private static String instance(String page) {
    return page.replaceAll("(?s)Hello, World! This is (\\S+),.*", "$1");
  }
}
