package io.jsupervisor.daemon.os.posix;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jsupervisor.daemon.core.Ticks;
import io.jsupervisor.daemon.os.Clock;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the kernel says of real sockets of this test. */
class SockDiagTest {
  private long nanos;
  private final SockDiag table =
      new SockDiag(
          new Clock() {
            @Override
            public Ticks ticks() {
              return new Ticks(nanos);
            }

            @Override
            public Instant wall() {
              return Instant.EPOCH;
            }
          });
  private final List<AutoCloseable> open = new ArrayList<>();

  @AfterEach
  void closeAll() throws Exception {
    table.close();
    for (AutoCloseable one : open) {
      one.close();
    }
  }

  private ServerSocket listen(String host, int backlog) throws IOException {
    ServerSocket server = new ServerSocket(0, backlog, InetAddress.getByName(host));
    open.add(server);
    return server;
  }

  private boolean accepts(String host, int port) throws IOException {
    return table.accepts(InetAddress.getByName(host), port, new Ticks(-1));
  }

  /** What was listed before is too old from here on. */
  private void later() {
    nanos += 100_000_000L;
  }

  @ParameterizedTest
  @CsvSource({
    "127.0.0.1, 127.0.0.1, true",
    "127.0.0.2, 127.0.0.2, true",
    "127.0.0.2, 127.0.0.1, false",
    "127.0.0.1, 192.0.2.1, false",
    "127.0.0.1, ::1, false"
  })
  void listener_atOneAddress_isKnownThereAlone(String bound, String asked, boolean known)
      throws IOException {
    assertEquals(known, accepts(asked, listen(bound, 50).getLocalPort()));
  }

  @Test
  void listener_atEveryAddress_isKnownOnTheLoopback_elsewhereConnectingTells() throws IOException {
    int port = listen("0.0.0.0", 50).getLocalPort(); // Java listens at :: instead
    assertTrue(accepts("::1", port));
    assertFalse(accepts("192.0.2.1", port));
    assertFalse(accepts("2001:db8::1", port));
  }

  @Test
  void connectedSocket_isNoListener() throws IOException {
    ServerSocket server = listen("127.0.0.1", 50);
    try (Socket client = new Socket(server.getInetAddress(), server.getLocalPort())) {
      assertFalse(accepts("127.0.0.1", client.getLocalPort()));
    }
  }

  @Test
  void list_aTenthOfASecondLong_isReadOnce() throws IOException {
    ServerSocket server = listen("127.0.0.1", 50);
    assertTrue(accepts("127.0.0.1", server.getLocalPort()));
    server.close();
    assertTrue(accepts("127.0.0.1", server.getLocalPort()));
    later();
    assertFalse(accepts("127.0.0.1", server.getLocalPort()));
  }

  @Test
  void successorOnTheSamePort_isNotTakenForItsPredecessor() throws IOException {
    ServerSocket predecessor = listen("127.0.0.1", 50);
    assertTrue(accepts("127.0.0.1", predecessor.getLocalPort()));
    predecessor.close();
    nanos += 1_000_000;
    Ticks successor = new Ticks(nanos);
    nanos += 1_000_000;
    assertFalse(
        table.accepts(predecessor.getInetAddress(), predecessor.getLocalPort(), successor),
        "it does not listen yet");
  }

  @Test
  void fullQueue_isNoRoom_untilSomebodyIsAccepted() throws IOException {
    ServerSocket server = listen("127.0.0.1", 1);
    InetSocketAddress address = (InetSocketAddress) server.getLocalSocketAddress();
    for (int i = 0; i < 2; i++) { // the kernel lets one more in than was asked for
      assertTrue(accepts("127.0.0.1", server.getLocalPort()), "with " + i + " waiting");
      Socket client = new Socket();
      open.add(client);
      client.connect(address);
      later();
    }
    assertFalse(accepts("127.0.0.1", server.getLocalPort()));
    server.accept().close();
    later();
    assertTrue(accepts("127.0.0.1", server.getLocalPort()));
  }

  @Test
  void thousandListeners_moreThanOneAnswerHolds_areAllKnown() throws IOException {
    List<ServerSocket> servers = new ArrayList<>();
    for (int i = 0; i < 1_000; i++) {
      servers.add(listen("127.0.0.1", 1));
    }
    for (ServerSocket server : servers) {
      assertTrue(accepts("127.0.0.1", server.getLocalPort()));
    }
  }
}
