package io.jsupervisor.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * Three instances of {@code [program:web]}, a {@code [program:proxy]} in front of them, and {@code
 * [upstream:app]} that keeps it in step.
 *
 * @param root holds every file of it
 */
record BehindProxy(Path root, Ports ports) {
  private static final Pattern IN = Pattern.compile("\"in\":(true|false)");

  static BehindProxy in(Path root) {
    try {
      // A proxy started by root reads files as another user.
      Files.setPosixFilePermissions(root, PosixFilePermissions.fromString("rwxr-xr-x"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new BehindProxy(root, Ports.free());
  }

  /** Where the proxy listens. */
  int port() {
    return ports.of(8080);
  }

  /** Gunicorn with the application that says hello. */
  static String gunicorn(String options) {
    return "command=gunicorn --bind 127.0.0.1:PORT --workers 2 --graceful-timeout 10"
        + " hello:application\n"
        + options;
  }

  /** uWSGI with the same application; {@code socket} is its option that names the protocol. */
  static String uwsgi(String socket, String options) {
    return "command=uwsgi --plugins python3 --"
        + socket
        + " 127.0.0.1:PORT --master --processes 2 --need-app --die-on-term --no-orphans"
        + " --wsgi-file hello.py\n"
        + options;
  }

  /** nginx, whose location has {@code pass}. */
  String nginx(String pass) {
    return ProxyFiles.nginxInStep(root, "127.0.0.1:" + port(), pass, "method=least_conn\n");
  }

  String nginx() {
    return nginx("proxy_pass http://app;");
  }

  /** Apache with one more module of its proxy. */
  String apache(String module) {
    return ProxyFiles.apacheInStep(root, "127.0.0.1:" + port(), module, "");
  }

  /**
   * HAProxy told by its runtime socket. A reload would not do here: HAProxy 2.6 alone, without us,
   * cuts off an answer over FastCGI in about one of a hundred reloads under load.
   *
   * @param app the section of the FastCGI application
   */
  String haproxyFastcgi(String app) {
    write(
        "haproxy.cfg",
        """
        global
            stats socket ROOT/haproxy.sock level admin
        defaults
            mode http
            timeout connect 5s
            timeout client 30s
            timeout server 30s
        %s
        frontend site
            bind 127.0.0.1:%d
            default_backend app
        backend app
            balance leastconn
            option redispatch 1
            use-fcgi-app app
            server-template worker 1-6 127.0.0.1:1 proto fcgi disabled
        """
            .formatted(app, port()));
    return """
    [program:proxy]
    command=/usr/sbin/haproxy -W -db -f ROOT/haproxy.cfg
    redirect_stderr=true
    [upstream:app]
    programs=web
    proxy=haproxy
    runtime_socket=ROOT/haproxy.sock
    """;
  }

  /**
   * Starts all of it.
   *
   * @param program options of {@code [program:web]}; {@code PORT} and {@code ROOT} are replaced
   * @param proxy what one of the methods above has made
   */
  DaemonUnderTest start(String program, String proxy) {
    write(
        "c.conf",
        """
        [unix_http_server]
        file=ROOT/jsupervisor.sock
        [rpcinterface:supervisor]
        supervisor.rpcinterface_factory=supervisor.rpcinterface:make_main_rpcinterface
        [supervisord]
        logfile=ROOT/d.log
        pidfile=ROOT/jsupervisord.pid
        childlogdir=ROOT
        [supervisorctl]
        serverurl=unix://ROOT/jsupervisor.sock
        [program:web]
        directory=%s/examples/apps/hello
        process_name=%%(program_name)s_%%(process_num)02d
        numprocs=3
        host=127.0.0.1
        port=PORT
        readiness_deadline=120
        stopwaitsecs=20
        killasgroup=true
        redirect_stderr=true
        """
                .formatted(Tree.ROOT)
            + program
            + "\n"
            + proxy);
    return DaemonUnderTest.start(root.resolve("c.conf"), root);
  }

  private void write(String name, String text) {
    try {
      Files.writeString(
          root.resolve(name),
          text.replace("ROOT", root.toString())
              .replace("PORT", ports.hundred() + "%(process_num)02d"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What the daemon has written for the proxy; empty while there is none. */
  String file() {
    try {
      return Files.readString(root.resolve("app-upstream.conf"));
    } catch (IOException none) {
      return "";
    }
  }

  /** Whether the proxy uses each instance, as far as the daemon has told it and waited for it. */
  static List<String> inRotation(DaemonUnderTest daemon) {
    String all = Api.answer(daemon.socket(), "GET /api/v1/upstreams HTTP/1.0\r\n\r\n");
    return IN.matcher(all).results().map((MatchResult found) -> found.group(1)).toList();
  }

  /** Waits until all three are used. */
  static void awaitAllIn(DaemonUnderTest daemon) {
    daemon.await(
        "three instances in rotation",
        () -> inRotation(daemon).equals(List.of("true", "true", "true")));
  }
}
