package io.jsupervisor.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Small servers with bad habits, for {@link BehindProxy}. */
final class Servers {
  private static final String BEGIN =
      """
      import http.server, os, signal, socket, sys, threading, time
      NAME = os.environ["SUPERVISOR_PROCESS_NAME"]
      class Page(http.server.BaseHTTPRequestHandler):
          def do_GET(self):
              self.send_response(200)
              self.end_headers()
              if self.path == "/hold":
                  self.wfile.write(f"held by {NAME}\\n".encode())
                  self.wfile.flush()
                  time.sleep(1000)
              self.wfile.write(f"Hello, this is {NAME}\\n".encode())
          def log_message(self, *words):
              pass
      class Server(http.server.ThreadingHTTPServer):
          request_queue_size = 128
      server = Server(("127.0.0.1", int(sys.argv[1])), Page)
      """;

  /** Never ends its answer to {@code /hold}. */
  static final String HOLDING = BEGIN + "server.serve_forever()\n";

  /**
   * Ready by notification; on USR1 not ready and ready again, 100 times in 10 seconds, and then a
   * line with the seconds it took in {@code flickered}.
   */
  static final String FLICKERING =
      BEGIN
          + """
          def tell(word):
              client = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
              client.sendto(word, os.environ["NOTIFY_SOCKET"])
              client.close()
          def flicker():
              begun = time.monotonic()
              for i in range(1, 201):
                  tell(b"RELOADING=1" if i % 2 else b"READY=1")
                  time.sleep(max(0, begun + i * 0.05 - time.monotonic()))
              with open(os.path.join(sys.argv[2], "flickered"), "a") as file:
                  file.write(f"{time.monotonic() - begun}\\n")
          signal.signal(signal.SIGUSR1, lambda *_: threading.Thread(target=flicker).start())
          tell(b"READY=1")
          server.serve_forever()
          """;

  private Servers() {}

  /** Options of a program that runs it. */
  static String program(Path root, String server, String options) {
    try {
      Files.writeString(root.resolve("server.py"), server);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return "command=/usr/bin/python3 ROOT/server.py PORT ROOT\n" + options;
  }

  /** The lines of a file; none while it is not there. */
  static List<String> lines(Path file) {
    try {
      return Files.exists(file) ? Files.readAllLines(file) : List.of();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
