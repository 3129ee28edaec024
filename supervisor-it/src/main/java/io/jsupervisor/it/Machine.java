package io.jsupervisor.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A daemon that stands for one machine of a fleet: its own folder, its own workers, on the loopback
 * address or in a network namespace.
 *
 * @param root holds every file of it
 * @param ports that its workers listen on
 * @param proxyPort that its proxy listens on
 */
record Machine(
    String name, Path root, List<Integer> ports, int proxyPort, int apiPort, Place place) {
  private static final String SMALL =
      """
      import http.server, os, signal, sys, time
      class Page(http.server.BaseHTTPRequestHandler):
          def do_GET(self):
              self.send_response(200)
              self.end_headers()
              self.wfile.write(("Hello from " + sys.argv[2] + "\\n").encode())
          def log_message(self, *words):
              pass
      class Server(http.server.ThreadingHTTPServer):
          request_queue_size = 128
      def end(*words):
          while os.path.exists("hold"):
              time.sleep(0.05)
          os._exit(0)
      os.chdir(os.path.dirname(sys.argv[0]))
      signal.signal(signal.SIGTERM, end)
      print("serving", sys.argv[2], flush=True)
      Server((sys.argv[3], int(sys.argv[1])), Page).serve_forever()
      """;

  /** One with so many workers. */
  static Machine of(Path parent, String name, int workers) {
    return of(parent, name, workers, Place.HERE);
  }

  static Machine of(Path parent, String name, int workers, Place place) {
    try {
      Path root = Files.createDirectories(parent.resolve(name));
      Files.setPosixFilePermissions(parent, PosixFilePermissions.fromString("rwxr-xr-x"));
      Files.setPosixFilePermissions(root, PosixFilePermissions.fromString("rwxr-xr-x"));
      Files.writeString(root.resolve("app.py"), SMALL);
      int first = Ports.free().of(8000);
      List<Integer> ports = new ArrayList<>();
      for (int i = 0; i < workers; i++) {
        ports.add(first + i);
      }
      return new Machine(name, root, ports, first + workers, first + workers + 1, place);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Options of {@code [program:web]} for the small server. */
  String small() {
    return "command=/usr/bin/python3 ROOT/app.py PORT " + name + "-%(process_num)d ADDRESS\n";
  }

  /** Its small servers do not end when they are told to, until they are released. */
  void hold() {
    write("hold", "");
  }

  void release() {
    try {
      Files.deleteIfExists(root.resolve("hold"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Gunicorn with the application that says hello. */
  static String gunicorn() {
    return "command=gunicorn --bind ADDRESS:PORT --workers 1 --graceful-timeout 10"
        + " hello:application\nstopwaitsecs=20\nkillasgroup=true\n";
  }

  /** {@code [fleet]} of this machine. */
  String fleet(String endpoints, int ttl) {
    return "[fleet]\ncluster=site\nendpoints=%s\nnode=%s\nttl=%d\n".formatted(endpoints, name, ttl);
  }

  /** Where its proxy listens. */
  private String listen() {
    return place.address() + ":" + proxyPort;
  }

  /** nginx in front of the workers of all machines, and the upstream that keeps it in step. */
  String nginx(String options) {
    return ProxyFiles.nginxInStep(
        root, listen(), "proxy_pass http://app;", "scope=fleet\n" + options);
  }

  /** Apache in the same place. */
  String apache() {
    return ProxyFiles.apacheInStep(root, listen(), "proxy_http", "scope=fleet\n");
  }

  /** HAProxy in the same place, told by its runtime socket. */
  String haproxy() {
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
        frontend site
            bind ADDRESS:%d
            default_backend app
        backend app
            balance leastconn
            option redispatch 1
            server-template worker 1-9 127.0.0.1:1 disabled
        """
            .formatted(proxyPort));
    return """
    [program:proxy]
    command=/usr/sbin/haproxy -W -db -f ROOT/haproxy.cfg
    redirect_stderr=true
    [upstream:app]
    programs=web
    scope=fleet
    proxy=haproxy
    runtime_socket=ROOT/haproxy.sock
    """;
  }

  /**
   * Starts it.
   *
   * @param program options of {@code [program:web]}, which is left out where it has no workers
   * @param more sections
   */
  DaemonUnderTest start(String program, String more) {
    String web =
        ports.isEmpty()
            ? ""
            : """
            [program:web]
            directory=%s/examples/apps/hello
            process_name=%%(program_name)s_%%(process_num)02d
            numprocs=%d
            numprocs_start=%d
            host=ADDRESS
            port=PORT
            readiness_deadline=120
            drain_secs=10
            redirect_stderr=true
            """
                    .formatted(Tree.ROOT, ports.size(), ports.getFirst() % 100)
                + program;
    write(
        "c.conf",
        """
        [unix_http_server]
        file=ROOT/jsupervisor.sock
        [inet_http_server]
        port=ADDRESS:%d
        username=eve
        password=apple
        [rpcinterface:supervisor]
        supervisor.rpcinterface_factory=supervisor.rpcinterface:make_main_rpcinterface
        [supervisord]
        logfile=ROOT/d.log
        pidfile=ROOT/jsupervisord.pid
        childlogdir=ROOT
        state_dir=ROOT/state
        [supervisorctl]
        serverurl=unix://ROOT/jsupervisor.sock
        fleet_username=eve
        fleet_password=apple
        """
                .formatted(apiPort)
            + web
            + "\n"
            + more);
    return DaemonUnderTest.start(place, root.resolve("c.conf"), root);
  }

  /** Changes a text in its configuration. */
  void change(String from, String to) {
    Path file = root.resolve("c.conf");
    try {
      Files.writeString(file, Files.readString(file).replace(from, to));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Starts it again with the configuration that it had. */
  DaemonUnderTest again() {
    return DaemonUnderTest.start(place, root.resolve("c.conf"), root);
  }

  private void write(String file, String text) {
    try {
      Files.writeString(
          root.resolve(file),
          text.replace("ROOT", root.toString())
              .replace("PORT", port())
              .replace("ADDRESS", place.address()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The ports of a row have all digits but the last two in common. */
  private String port() {
    return ports.isEmpty() ? "" : ports.getFirst() / 100 + "%(process_num)02d";
  }

  /** What its proxy is told; empty while there is nothing. */
  String upstreamFile() {
    try {
      return Files.readString(root.resolve("app-upstream.conf"));
    } catch (IOException none) {
      return "";
    }
  }

  /** The ports that its proxy may send requests to. */
  List<Integer> portsInRotation() {
    return upstreamFile()
        .lines()
        .filter(line -> line.contains(" server ") && !line.contains(" down"))
        .map(line -> Integer.valueOf(line.replaceAll(".* server [0-9.]+:(\\d+) .*", "$1")))
        .sorted()
        .toList();
  }

  /** Waits until exactly these may get requests. */
  void awaitInRotation(List<Integer> wanted) {
    List<Integer> sorted = wanted.stream().sorted().toList();
    List<Integer> ignored =
        Await.answer(
            name + "'s proxy is told of " + sorted,
            () -> Optional.of(portsInRotation()).filter(sorted::equals),
            () -> upstreamFile() + "\n" + log());
  }

  String log() {
    try {
      return Files.readString(root.resolve("d.log"));
    } catch (IOException e) {
      return e.toString();
    }
  }
}
