package io.jsupervisor.daemon.probe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jsupervisor.daemon.core.ProbeCourse;
import io.jsupervisor.daemon.core.ProbeSpec;
import io.jsupervisor.daemon.core.ProbeSpec.Check;
import io.jsupervisor.daemon.core.ProbeSpec.CodeRange;
import io.jsupervisor.daemon.core.Ticks;
import io.jsupervisor.daemon.os.Clock;
import io.jsupervisor.daemon.os.ListenerTable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Probes of real servers on the loopback. */
class ProbeLoopTest {
  private static final List<CodeRange> GOOD = List.of(new CodeRange(200, 399));
  private static final Check.Http HTTP = new Check.Http("/health?a=b", GOOD);

  private final List<String> warnings = new CopyOnWriteArrayList<>();
  private final Executor lookups = task -> Thread.startVirtualThread(task);
  private final ProbeLoop loop =
      ProbeLoop.open(Clock.SYSTEM, lookups, ListenerTable.NONE, warnings::add);
  private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();
  private final List<AutoCloseable> open = new ArrayList<>();

  @AfterEach
  void closeAll() throws Exception {
    loop.close();
    for (AutoCloseable one : open) {
      one.close();
    }
    assertEquals(List.of(), warnings);
  }

  private static ProbeSpec spec(Check check, long timeoutMillis, int failures) {
    return new ProbeSpec(check, 50, timeoutMillis, failures);
  }

  private Probes.Asking ask(String host, int port, String protocol, ProbeSpec spec) {
    return loop.ask(
        new Probes.Address(host, port, protocol),
        ProbeCourse.readiness(spec),
        (yes, why) -> heard.add(yes ? "yes" : why));
  }

  private String next() throws InterruptedException {
    String answer = heard.poll(20, TimeUnit.SECONDS);
    assertNotNull(answer, "no answer in time");
    return answer;
  }

  @Test
  void everyAnswer_isTheLast_alsoWhereNothingChanged() throws Exception {
    AtomicInteger asked = new AtomicInteger();
    CountDownLatch twice = new CountDownLatch(1);
    ServerSocket server =
        server(
            client -> {
              String ignored = request(client);
              int now = asked.incrementAndGet();
              if (now == 3) {
                twice.countDown(); // so the answer before has been read
              }
              reply(client, "HTTP/1.1 " + (now == 1 ? "200 OK" : "204 Empty") + "\r\n\r\n");
            });
    Probes.Asking asking = ask("127.0.0.1", server.getLocalPort(), "http", spec(HTTP, 20_000, 1));
    assertEquals("yes", next());
    assertTrue(asking.last().orElseThrow().good());
    assertTrue(twice.await(20, TimeUnit.SECONDS));
    ProbeAnswer last = asking.last().orElseThrow();
    assertEquals("HTTP 204", last.says());
    assertEquals(0, last.failed());
    assertEquals(List.of(), List.copyOf(heard), "nothing has changed");
  }

  private static ListenerTable knowsAll(Runnable asked) {
    return new ListenerTable() {
      @Override
      public boolean accepts(InetAddress host, int port, Ticks since) {
        asked.run();
        return true;
      }

      @Override
      public void close() {
        // Nothing is open.
      }
    };
  }

  @Test
  void tcp_listenerIsKnown_nobodyIsConnectedTo() throws Exception {
    ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    open.add(server);
    CountDownLatch twice = new CountDownLatch(2);
    try (ProbeLoop knowing =
        ProbeLoop.open(Clock.SYSTEM, lookups, knowsAll(twice::countDown), warnings::add)) {
      knowing.ask(
          new Probes.Address("127.0.0.1", server.getLocalPort(), "http"),
          ProbeCourse.readiness(spec(new Check.Tcp(), 20_000, 1)),
          (yes, why) -> heard.add(yes ? "yes" : why));
      assertEquals("yes", next());
      assertTrue(twice.await(20, TimeUnit.SECONDS), "asked again and again");
    }
    server.setSoTimeout(1);
    assertThrows(SocketTimeoutException.class, server::accept);
  }

  @Test
  void tcpLiveness_listenerIsKnown_isConnectedToAllTheSame() throws Exception {
    ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    open.add(server);
    try (ProbeLoop knowing =
        ProbeLoop.open(Clock.SYSTEM, lookups, knowsAll(() -> {}), warnings::add)) {
      knowing.ask(
          new Probes.Address("127.0.0.1", server.getLocalPort(), "http"),
          ProbeCourse.liveness(spec(new Check.Tcp(), 20_000, 1)),
          (yes, why) -> heard.add(yes ? "yes" : why));
      server.accept().close();
    }
  }

  private interface Answering {
    void answer(Socket client) throws IOException;
  }

  /** A server that lets {@code answering} answer each connection. */
  private ServerSocket server(Answering answering) throws IOException {
    ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    open.add(server);
    Thread.startVirtualThread(
        () -> {
          while (!server.isClosed()) {
            try {
              Socket client = server.accept();
              Thread.startVirtualThread(
                  () -> {
                    try {
                      answering.answer(client);
                    } catch (IOException probeWentAway) {
                      // As servers see it every day.
                    }
                  });
            } catch (IOException closed) {
              return;
            }
          }
        });
    return server;
  }

  private static String request(Socket client) throws IOException {
    StringBuilder text = new StringBuilder();
    InputStream in = client.getInputStream();
    while (text.indexOf("\r\n\r\n") < 0) {
      int c = in.read();
      if (c < 0) {
        break;
      }
      text.append((char) c);
    }
    return text.toString();
  }

  private static void reply(Socket client, String text) throws IOException {
    try (client) {
      OutputStream out = client.getOutputStream();
      out.write(text.getBytes(StandardCharsets.ISO_8859_1));
    }
  }

  @Test
  void tcp_nobodyListens_thenSomebodyDoes() throws Exception {
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    ask("127.0.0.1", port, "tcp", spec(new Check.Tcp(), 2_000, 3));
    assertEquals("connection refused", next());
    try (ServerSocket server = new ServerSocket(port, 50, InetAddress.getLoopbackAddress())) {
      assertEquals("yes", next());
      assertNotNull(server);
    }
    assertEquals("connection refused", next());
  }

  @Test
  void http_asksWhatItSays_andAcceptsTheCode() throws Exception {
    BlockingQueue<String> requests = new LinkedBlockingQueue<>();
    ServerSocket server =
        server(
            client -> {
              requests.add(request(client));
              reply(client, "HTTP/1.1 204 No Content\r\n\r\n");
            });
    ask("127.0.0.1", server.getLocalPort(), "http", spec(HTTP, 2_000, 3));
    assertEquals("yes", next());
    assertEquals(
        "GET /health?a=b HTTP/1.1\r\nHost: 127.0.0.1:"
            + server.getLocalPort()
            + "\r\nUser-Agent: jsupervisor\r\nAccept: */*\r\nConnection: close\r\n\r\n",
        requests.take());
  }

  @Test
  void http_redirect_isAYesAndNotFollowed() throws Exception {
    ServerSocket server =
        server(
            client -> {
              String request = request(client);
              reply(
                  client,
                  request.startsWith("GET /health")
                      ? "HTTP/1.0 302 Found\r\nLocation: /broken\r\n\r\n"
                      : "HTTP/1.0 500 Broken\r\n\r\n");
            });
    ask("localhost", server.getLocalPort(), "http", spec(HTTP, 2_000, 1));
    assertEquals("yes", next());
  }

  @Test
  void http_answersWithAnotherCode_isTold() throws Exception {
    ServerSocket server =
        server(
            client -> {
              request(client);
              reply(client, "HTTP/1.1 503 Service Unavailable\r\n\r\nsorry");
            });
    ask("127.0.0.1", server.getLocalPort(), "http", spec(HTTP, 2_000, 1));
    assertEquals("HTTP 503", next());
  }

  @Test
  void http_serverSpeaksAnotherProtocol_isTold() throws Exception {
    ServerSocket server = server(client -> reply(client, "SSH-2.0-OpenSSH_9.2\r\n"));
    ask("127.0.0.1", server.getLocalPort(), "http", spec(HTTP, 2_000, 1));
    assertEquals("the answer is not HTTP: SSH-2.0-OpenSSH_9.2", next());
  }

  @Test
  void http_serverClosesAtOnce_isTold() throws Exception {
    ServerSocket server =
        server(
            client -> {
              request(client);
              client.close();
            });
    ask("127.0.0.1", server.getLocalPort(), "http", spec(HTTP, 2_000, 1));
    assertEquals("the connection was closed without an answer", next());
  }

  @Test
  void http_serverAcceptsAndNeverAnswers_timesOut_andOthersAreAskedOn() throws Exception {
    CountDownLatch never = new CountDownLatch(1);
    ServerSocket hanging =
        server(
            client -> {
              try (client) {
                never.await();
              } catch (InterruptedException ended) {
                Thread.currentThread().interrupt();
              }
            });
    ServerSocket good =
        server(
            client -> {
              request(client);
              reply(client, "HTTP/1.1 200 OK\r\n\r\n");
            });
    for (int i = 0; i < 100; i++) {
      loop.ask(
          new Probes.Address("127.0.0.1", hanging.getLocalPort(), "http"),
          ProbeCourse.readiness(spec(HTTP, 60_000, 1)),
          (yes, why) -> heard.add("never"));
    }
    ask("127.0.0.1", good.getLocalPort(), "http", spec(HTTP, 60_000, 1));
    assertEquals("yes", next());
    ask("127.0.0.1", hanging.getLocalPort(), "http", spec(HTTP, 300, 1));
    assertEquals("no answer within 0.3 s", next());
    never.countDown();
  }

  @Test
  void flag_flickers_everyChangeIsToldOnce_fewerFailuresThanAllowedAreNot() throws Exception {
    int[] asked = {0};
    ServerSocket server =
        server(
            client -> {
              request(client);
              // Two failures, then a success, for ever: three in a row never come.
              boolean good = asked[0]++ % 3 == 0 || asked[0] > 30;
              boolean down = asked[0] > 30 && asked[0] < 40;
              reply(client, "HTTP/1.1 " + (good && !down ? 200 : 500) + " X\r\n\r\n");
            });
    ask("127.0.0.1", server.getLocalPort(), "http", spec(HTTP, 2_000, 3));
    assertEquals("yes", next());
    assertEquals("HTTP 500", next());
    assertTrue(asked[0] > 30, "told after " + asked[0] + " questions");
    assertEquals("yes", next());
  }

  @Test
  void uwsgiPort_isAskedInItsProtocol() throws Exception {
    BlockingQueue<String> packets = new LinkedBlockingQueue<>();
    ServerSocket server =
        server(
            client -> {
              InputStream in = client.getInputStream();
              byte[] head = in.readNBytes(4);
              int size = (head[1] & 0xff) | (head[2] & 0xff) << 8;
              byte[] body = in.readNBytes(size);
              packets.add(head[0] + "/" + head[3] + variables(body));
              reply(client, "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\nhello");
            });
    ask("127.0.0.1", server.getLocalPort(), "uwsgi", spec(HTTP, 2_000, 1));
    assertEquals("yes", next());
    String packet = packets.take();
    assertTrue(packet.startsWith("0/0"), packet);
    for (String one :
        List.of("REQUEST_METHOD=GET", "PATH_INFO=/health", "QUERY_STRING=a=b", "SERVER_NAME=")) {
      assertTrue(packet.contains(" " + one), packet);
    }
  }

  private static String variables(byte[] body) {
    StringBuilder text = new StringBuilder();
    boolean name = true;
    for (int at = 0; at < body.length; name = !name) {
      int length = (body[at] & 0xff) | (body[at + 1] & 0xff) << 8;
      text.append(name ? " " : "=");
      text.append(new String(body, at + 2, length, StandardCharsets.UTF_8));
      at += 2 + length;
    }
    return text.toString();
  }

  @Test
  void unknownHost_isTold() throws Exception {
    ask("no-such-host.invalid", 80, "tcp", spec(new Check.Tcp(), 20_000, 1));
    assertEquals("no such host: no-such-host.invalid", next());
  }

  @Test
  void ended_isNotAskedAnyMore() throws Exception {
    BlockingQueue<String> requests = new LinkedBlockingQueue<>();
    ServerSocket server =
        server(
            client -> {
              requests.add(request(client));
              reply(client, "HTTP/1.1 200 OK\r\n\r\n");
            });
    Probes.Asking end = ask("127.0.0.1", server.getLocalPort(), "http", spec(HTTP, 2_000, 1));
    assertEquals("yes", next());
    end.end();
    // Another one, begun later: when it has been asked twice, the first would have been, too.
    ask("127.0.0.1", server.getLocalPort(), "http", spec(new Check.Http("/b", GOOD), 2_000, 1));
    int second = 0;
    int first = 0;
    while (second < 4) {
      String request = requests.poll(20, TimeUnit.SECONDS);
      assertNotNull(request);
      second += request.startsWith("GET /b") ? 1 : 0;
      first += request.startsWith("GET /health") && second > 0 ? 1 : 0;
    }
    assertEquals(0, first);
  }
}
