package io.jsupervisor.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A daemon with a small shop of processes, and the dashboard on a free port. */
final class DashboardFixture implements AutoCloseable {
  /** Serves, and writes a coloured line now and then. */
  private static final String WEB =
      """
      import http.server, random, sys, threading, time
      def work():
          while True:
              time.sleep(0.7)
              print('\\x1b[32mINFO\\x1b[0m request \\x1b[1m/orders/%d\\x1b[0m <b>served</b>' % random.randint(1, 9999), flush=True)
      threading.Thread(target=work, daemon=True).start()
      class Page(http.server.BaseHTTPRequestHandler):
          def do_GET(self):
              self.send_response(200)
              self.end_headers()
          def log_message(self, *words):
              pass
      http.server.ThreadingHTTPServer(('127.0.0.1', int(sys.argv[1])), Page).serve_forever()
      """;

  private static final String SERVERS =
      """
      [unix_http_server]
      file=%(here)s/jsupervisor.sock
      [inet_http_server]
      port=127.0.0.1:@PORT@
      @CREDENTIALS@
      [supervisord]
      identifier=shop
      logfile=@LOG@
      pidfile=%(here)s/jsupervisord.pid
      childlogdir=%(here)s
      [rpcinterface:supervisor]
      supervisor.rpcinterface_factory = supervisor.rpcinterface:make_main_rpcinterface
      [supervisorctl]
      serverurl=unix://%(here)s/jsupervisor.sock
      """;

  private static final String PROGRAMS =
      """
      [program:cache]
      command=/bin/sh -c "while :; do echo tick; sleep 5; done"
      [program:broken]
      command=/no/such/program --flag
      startretries=0
      [program:mailer]
      command=/bin/sh -c "echo connecting; sleep 1.2; echo '\\033[31mTraceback\\033[0m: connection refused' >&2; exit 3"
      autorestart=true
      [program:report]
      command=/bin/true
      startsecs=0
      autorestart=false
      [program:flood]
      command=/bin/sh -c "while :; do cat flood.txt; sleep 0.1; done"
      directory=%(here)s
      autostart=false
      stdout_logfile=%(here)s/flood.log
      stdout_logfile_maxbytes=20MB
      stdout_logfile_backups=1
      [program:worker]
      command=/bin/sh -c "i=0; while :; do i=$((i+1)); echo job $i done; sleep 2; done"
      process_name=%(program_name)s_%(process_num)d
      numprocs=3
      """;

  private static final String UPSTREAM =
      """
      [program:web]
      command=/usr/bin/python3 web.py @HUNDRED@%(process_num)02d
      process_name=%(program_name)s_%(process_num)02d
      numprocs=3
      directory=%(here)s
      port=@HUNDRED@%(process_num)02d
      readiness=http /
      liveness=tcp
      liveness_interval=1
      depends_on=cache
      drain_secs=1
      environment=SECRET_KEY="do not show this"
      [upstream:shop]
      programs=web
      proxy=nginx
      method=least_conn
      file=%(here)s/shop.conf
      test_command=/bin/true
      reload_command=/bin/true
      """;

  final int port;
  final Path root;
  private final Path file;
  private DaemonUnderTest daemon;

  private DashboardFixture(Path root, String credentials, String log, String programs) {
    this.root = root;
    Ports ports = Ports.free();
    port = ports.of(9001);
    file = root.resolve("jsupervisord.conf");
    write(
        (SERVERS + programs)
            .replace("@PORT@", Integer.toString(port))
            .replace("@LOG@", log)
            .replace("@HUNDRED@", Integer.toString(ports.hundred()))
            .replace("@CREDENTIALS@", credentials));
    try {
      Files.writeString(root.resolve("web.py"), WEB);
      // Ten times a second: 50,000 lines, which nobody can read.
      Files.writeString(
          root.resolve("flood.txt"), ("a line of a flood, " + "x".repeat(80) + "\n").repeat(5_000));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    start();
  }

  /** Nobody is asked who he is. */
  static DashboardFixture open(Path root) {
    return with(root, "", UPSTREAM);
  }

  static DashboardFixture with(Path root, String credentials, String more) {
    return new DashboardFixture(root, credentials, "%(here)s/main.log", PROGRAMS + more);
  }

  /** These programs alone, and no log of the daemon. */
  static DashboardFixture only(Path root, String programs) {
    return new DashboardFixture(root, "", "/dev/null", programs);
  }

  String url(String screen) {
    return "http://127.0.0.1:" + port + "/#/" + screen;
  }

  DaemonUnderTest daemon() {
    return daemon;
  }

  String configuration() {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void write(String text) {
    try {
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void start() {
    daemon = DaemonUnderTest.start(file, root);
  }

  void stop() {
    daemon.close();
  }

  @Override
  public void close() {
    daemon.close();
  }
}
