package io.jsupervisor.daemon.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.jsupervisor.daemon.proxy.ProxyHost.Endpoint;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SocketTableTest {
  private static final String V4 =
      "   1: 0100007F:1F40 0100007F:D2AC 01 00000000:00000000 00:00000000 00000000  0  0 12 1";
  private static final String MAPPED =
      "   2: 0000000000000000FFFF00000100007F:1F40 0000000000000000FFFF00000100007F:D2AE 01 0:0 0";

  private static int count(String host, String... lines) {
    List<SocketTable.Local> found =
        List.of(lines).stream().map(SocketTable::established).flatMap(Optional::stream).toList();
    return SocketTable.count(found, new Endpoint(host, 8000));
  }

  @Test
  void established_countsByAddressAndPort() {
    assertEquals(2, count("127.0.0.1", V4, MAPPED));
    assertEquals(0, count("127.0.0.2", V4, MAPPED));
    assertEquals(2, count("localhost", V4, MAPPED));
  }

  @Test
  void otherStatesAndHeadings_doNotCount() {
    assertEquals(
        0,
        count(
            "127.0.0.1",
            V4.replace(" 01 ", " 06 "),
            V4.replace(" 01 ", " 0A "),
            "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt"));
  }

  /** A request may wait in the backlog of a busy worker. */
  @Test
  void connectionNobodyAccepted_countsUntilItIsClosed() throws IOException {
    SystemProxyHost host = new SystemProxyHost();
    try (ServerSocket listener = new ServerSocket()) {
      listener.bind(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0));
      Endpoint endpoint = new Endpoint("127.0.0.1", listener.getLocalPort());
      assertEquals(Map.of(endpoint, 0), host.connections(List.of(endpoint)));
      try (Socket client =
          new Socket(InetAddress.ofLiteral("127.0.0.1"), listener.getLocalPort())) {
        assertEquals(Map.of(endpoint, 1), host.connections(List.of(endpoint)), client::toString);
      }
      assertEquals(Map.of(endpoint, 0), host.connections(List.of(endpoint)));
    }
  }
}
