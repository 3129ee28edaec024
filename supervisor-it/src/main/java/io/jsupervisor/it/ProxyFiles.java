package io.jsupervisor.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Proxies in the foreground that include what the daemon writes, {@code app-upstream.conf}. */
final class ProxyFiles {
  private ProxyFiles() {}

  /**
   * Writes the file of an nginx.
   *
   * @param root holds everything of it
   * @param listen its address and port
   * @param pass the directive of its only location
   * @return the command line that names the file
   */
  static String nginx(Path root, String listen, String pass) {
    return "/usr/sbin/nginx -c "
        + write(
            root.resolve("nginx.conf"),
            """
            daemon off;
            pid %1$s/nginx.pid;
            error_log stderr;
            worker_processes 2;
            events { worker_connections 512; }
            http {
                access_log off;
                client_body_temp_path %1$s/t1; proxy_temp_path %1$s/t2; fastcgi_temp_path %1$s/t3;
                uwsgi_temp_path %1$s/t4; scgi_temp_path %1$s/t5;
                include %1$s/app-upstream.conf;
                server { listen %2$s; location / { %3$s } }
            }
            """
                .formatted(root, listen, pass));
  }

  /**
   * Writes the file of an Apache whose balancer is named app.
   *
   * @param listen its address and port
   * @param module of its proxy, that speaks the application's protocol
   * @return the command line that names the file; {@code -DFOREGROUND} is to be added to run it
   */
  static String apache(Path root, String listen, String module) {
    StringBuilder text = new StringBuilder();
    for (String name :
        List.of(
            "mpm_event",
            "authz_core",
            "proxy",
            module,
            "proxy_balancer",
            "lbmethod_bybusyness",
            "slotmem_shm")) {
      text.append("LoadModule %1$s_module /usr/lib/apache2/modules/mod_%1$s.so\n".formatted(name));
    }
    return "/usr/sbin/apache2 -f "
        + write(
            root.resolve("apache.conf"),
            text
                + """
                ServerRoot %1$s
                DefaultRuntimeDir %1$s
                PidFile %1$s/apache.pid
                ErrorLog /dev/stderr
                ServerName localhost
                Listen %2$s
                User www-data
                Group www-data
                Include %1$s/app-upstream.conf
                ProxyPass / balancer://app/
                """
                    .formatted(root, listen));
  }

  /**
   * The same nginx as sections: run by the daemon, and kept in step with {@code [program:web]}.
   *
   * @param options more of {@code [upstream:app]}
   */
  static String nginxInStep(Path root, String listen, String pass, String options) {
    return """
    [program:proxy]
    command=%1$s
    redirect_stderr=true
    [upstream:app]
    programs=web
    file=%2$s/app-upstream.conf
    test_command=%1$s -t -q
    reload_command=%1$s -s reload
    %3$s\
    """
        .formatted(nginx(root, listen, pass), root, options);
  }

  /** The same of Apache. */
  static String apacheInStep(Path root, String listen, String module, String options) {
    return """
    [program:proxy]
    command=%1$s -DFOREGROUND
    redirect_stderr=true
    [upstream:app]
    programs=web
    proxy=apache
    method=least_conn
    settle_secs=5
    file=%2$s/app-upstream.conf
    test_command=%1$s -t
    reload_command=%1$s -k graceful
    %3$s\
    """
        .formatted(apache(root, listen, module), root, options);
  }

  private static Path write(Path file, String text) {
    try {
      return Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
