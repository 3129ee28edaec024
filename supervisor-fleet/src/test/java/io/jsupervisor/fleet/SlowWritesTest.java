package io.jsupervisor.fleet;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A store that takes its time for each write. */
@Tag("slow")
@Timeout(120)
class SlowWritesTest {
  private static final int TTL = 5;

  /** Thirteen of them are longer than the lease; each is shorter than a member waits. */
  private static final long WRITE_NANOS = TimeUnit.MILLISECONDS.toNanos(600);

  private static final int INSTANCES = 1_200;

  @TempDir Path root;

  /** In front of a member: what begins with a transaction is held back for a while. */
  private static final class Slow implements AutoCloseable {
    private final ServerSocket server;
    private final int port;
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();

    Slow(String endpoint) throws IOException {
      server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
      port = URI.create(endpoint).getPort();
      Thread _ = Thread.ofVirtual().start(this::accept);
    }

    String endpoint() {
      return "http://127.0.0.1:" + server.getLocalPort();
    }

    private void accept() {
      try {
        while (true) {
          Socket in = server.accept();
          Socket out = new Socket(InetAddress.getLoopbackAddress(), port);
          sockets.addAll(List.of(in, out));
          Thread _ = Thread.ofVirtual().start(() -> pass(in, out, true));
          Thread _ = Thread.ofVirtual().start(() -> pass(out, in, false));
        }
      } catch (IOException closed) {
        // the end of the test
      }
    }

    private static void pass(Socket from, Socket to, boolean slowly) {
      byte[] buffer = new byte[64 * 1024];
      try (from;
          to;
          InputStream in = from.getInputStream();
          OutputStream out = to.getOutputStream()) {
        for (int n = in.read(buffer); n > 0; n = in.read(buffer)) {
          String text = new String(buffer, 0, n, StandardCharsets.ISO_8859_1);
          if (slowly && text.startsWith("POST /v3/kv/txn")) {
            long until = System.nanoTime() + WRITE_NANOS;
            while (System.nanoTime() < until) {
              LockSupport.parkNanos(until - System.nanoTime());
            }
          }
          out.write(buffer, 0, n);
        }
      } catch (IOException closed) {
        // the other side ended it
      }
    }

    @Override
    public void close() throws IOException {
      server.close();
      for (Socket socket : sockets) {
        socket.close();
      }
    }
  }

  @Test
  void manySlowBatches_doNotOutlastTheLease() throws Exception {
    try (RealEtcd real = new RealEtcd(root, "http");
        EtcdHttp http = new EtcdHttp(real.spec())) {
      real.await(http);
      try (Slow slow = new Slow(real.endpoint);
          TestNode one =
              new TestNode(slow.endpoint(), root, "one", TTL, Optional.of("10.0.0.1"), INSTANCES)) {
        one.await(view -> view.connected() && view.instances().size() == INSTANCES);
        assertEquals(1, real.requests().get("LeaseGrant"));
      }
    }
  }
}
