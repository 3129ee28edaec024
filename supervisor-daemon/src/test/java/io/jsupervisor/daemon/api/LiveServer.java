package io.jsupervisor.daemon.api;

import io.jsupervisor.daemon.core.Namespec;
import io.jsupervisor.daemon.event.EventBus;
import io.jsupervisor.daemon.log.DaemonLog;
import io.jsupervisor.daemon.os.Clock;
import io.jsupervisor.daemon.rpc.RpcContext;
import io.jsupervisor.daemon.rpc.RpcServer;
import io.jsupervisor.daemon.streams.Channel;
import io.jsupervisor.daemon.streams.LogTaps;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** The real API on a free port, with a fleet in memory behind it. */
final class LiveServer implements AutoCloseable {
  /** How many processes programs have by the files. */
  volatile Map<String, Integer> configured = Map.of();

  final FakeFleet fleet = new FakeFleet();
  final EventBus events = new EventBus(1_000);
  final FakeTaps taps = new FakeTaps();
  final ByteArrayOutputStream stderr = new ByteArrayOutputStream();
  final FakePeers peers = new FakePeers();
  final ApiServer api;
  final HttpServers servers;

  LiveServer(Optional<Path> mainLog, long idleMillis, ServerSettings... sections)
      throws ServerOpenException {
    servers =
        HttpServers.bind(
            List.of(sections),
            ProcessHandle.current().pid(),
            new PrintStream(stderr, true, StandardCharsets.UTF_8));
    servers.idleMillis(idleMillis);
    api =
        new ApiServer(
            new ApiContext(
                fleet,
                taps,
                events,
                Clock.SYSTEM,
                mainLog,
                () -> "supervisor",
                () -> "/etc/jsupervisor/jsupervisord.conf",
                new Config(),
                List::of,
                new RpcServer(
                    new RpcContext(
                        fleet,
                        Clock.SYSTEM,
                        new SilentLog(),
                        new RpcContext.MainLog(
                            mainLog, () -> CompletableFuture.completedFuture(null)),
                        () -> "supervisor",
                        List::of,
                        "4.3.0",
                        "3.0",
                        ProcessHandle.current().pid())),
                "0.1.0",
                "4.3.0",
                "3.0",
                ProcessHandle.current().pid(),
                peers));
    servers.serve(api);
  }

  /** On a free port of the loopback address, without credentials. */
  static LiveServer open() throws ServerOpenException {
    return new LiveServer(Optional.empty(), 30_000, inet());
  }

  static ServerSettings inet() {
    return inet(ServerSettings.Access.OPEN);
  }

  static ServerSettings inet(ServerSettings.Access access) {
    return inet("inet_http_server", 0, access);
  }

  static ServerSettings inet(String section, int port, ServerSettings.Access access) {
    return new ServerSettings(section, new ServerSettings.Address.Inet("127.0.0.1", port), access);
  }

  /** Of one user who may do everything, and of some who may look. */
  static ServerSettings.Access access(String user, String password, Map<String, String> readers) {
    return new ServerSettings.Access(
        Optional.of(new ServerSettings.Login(user, password)), readers, List.of());
  }

  RawClient client() throws IOException {
    return RawClient.tcp(servers.ports().getFirst());
  }

  /** One request on a connection of its own. */
  RawClient.Answer ask(String method, String path, String... headers) throws IOException {
    try (RawClient client = client()) {
      return client.ask(method, path, "", headers);
    }
  }

  RawClient.Answer post(String path, String body, String... headers) throws IOException {
    try (RawClient client = client()) {
      return client.ask("POST", path, body, headers);
    }
  }

  @Override
  public void close() {
    servers.close();
  }

  private static final class SilentLog implements DaemonLog {
    @Override
    public void log(Level level, String message) {}

    @Override
    public boolean isEnabled(Level level) {
      return false;
    }
  }

  /** Taps fed by the test. */
  static final class FakeTaps implements LogTaps {
    private final Map<String, BlockingQueue<Piece>> open = new ConcurrentHashMap<>();

    /** Sends a piece to whoever listens; waits until somebody does. */
    void write(String name, Piece piece) {
      queue(name).add(piece);
    }

    private BlockingQueue<Piece> queue(String name) {
      return open.computeIfAbsent(name, unseen -> new LinkedBlockingQueue<>());
    }

    @Override
    public Tap open(Namespec process, Channel channel) {
      BlockingQueue<Piece> queue = queue(process.qualified() + "/" + channel);
      return new Tap() {
        @Override
        public Piece next(long millis) throws InterruptedException {
          Piece piece = queue.poll(millis, TimeUnit.MILLISECONDS);
          return piece == null ? new Piece(new byte[0], 0, false) : piece;
        }

        @Override
        public void close() {}
      };
    }
  }

  private final class Config implements ConfigView {
    @Override
    public Map<String, Object> json() {
      return Map.of("file", "/etc/jsupervisor/jsupervisord.conf", "programs", List.of());
    }

    @Override
    public Map<String, Integer> numprocs() {
      return configured;
    }
  }
}
