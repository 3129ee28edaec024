package io.jsupervisor.daemon.os.posix;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jsupervisor.daemon.os.ListeningSockets.Address;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PosixSocketsTest {
  private static final OptionalInt NONE = OptionalInt.empty();
  private final PosixSockets sockets = new PosixSockets();
  @TempDir Path directory;

  private Address.Unix unix(Path path) {
    return new Address.Unix(path.toString(), 0640, NONE, NONE);
  }

  @Test
  void unixSocket_handedToAChildAsItsInput_acceptsThere() throws IOException {
    Path path = directory.resolve("f.sock");
    int fd = sockets.open(unix(path), OptionalInt.of(3));
    String script =
        "import socket; c = socket.socket(fileno=0).accept()[0]; c.sendall(b'served'); c.close()";
    try (PosixRig rig = new PosixRig();
        SocketChannel client = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      assertEquals(0640, (Integer) Files.getAttribute(path, "unix:mode") & 0777);
      var child = rig.spawn(PosixRig.plan("/usr/bin/python3", "-c", script).withStdin(fd));
      assertEquals(-1, child.stdin());
      client.connect(UnixDomainSocketAddress.of(path));
      ByteBuffer answer = ByteBuffer.allocate(6);
      while (answer.hasRemaining() && client.read(answer) >= 0) {}
      assertEquals("served", new String(answer.array(), StandardCharsets.US_ASCII));
      rig.reap(1);
    } finally {
      sockets.close(fd);
    }
    assertTrue(Files.exists(path), "the file stays when the socket is closed");
  }

  @Test
  void deadSocketOfAnEarlierRun_isReplaced() throws IOException {
    Path path = directory.resolve("f.sock");
    try (ServerSocketChannel old = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      old.bind(UnixDomainSocketAddress.of(path));
    }
    sockets.close(sockets.open(unix(path), NONE));
  }

  @Test
  void someonesFile_isRefusedAndKept() throws IOException {
    // The classic tool removes it: a slip in socket= costs a file.
    Path path = Files.writeString(directory.resolve("data"), "precious");

    IOException refused = assertThrows(IOException.class, () -> sockets.open(unix(path), NONE));

    assertTrue(refused.getMessage().contains("is not a socket"), refused::getMessage);
    assertEquals("precious", Files.readString(path));
  }

  @Test
  void pathThatCannotBe_saysWhy() {
    Address.Unix longPath = unix(directory.resolve("x".repeat(120)));
    Address.Unix nowhere = unix(Path.of("/nonexistent/f.sock"));

    assertTrue(message(longPath).contains("AF_UNIX path too long"), () -> message(longPath));
    assertEquals("[Errno 2] No such file or directory", message(nowhere));
  }

  private String message(Address address) {
    return assertThrows(IOException.class, () -> sockets.open(address, NONE)).getMessage();
  }

  @Test
  void tcpPort_taken_isRefused() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      assertEquals(
          "[Errno 98] Address already in use",
          message(new Address.Tcp("localhost", taken.getLocalPort())));
    }
  }

  @Test
  void tcpPort_freed_listens() throws IOException {
    SocketAddress address;
    try (ServerSocket freed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      address = freed.getLocalSocketAddress();
    }
    int fd =
        sockets.open(new Address.Tcp("localhost", ((InetSocketAddress) address).getPort()), NONE);
    try (SocketChannel client = SocketChannel.open(address)) {
      assertTrue(client.isConnected());
    } finally {
      sockets.close(fd);
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket freed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return freed.getLocalPort();
    }
  }

  @Test
  void samePortOfBothFamilies_areTwoSockets() throws IOException {
    int port = freePort();
    int four = sockets.open(new Address.Tcp("0.0.0.0", port), NONE);
    int six = sockets.open(new Address.Tcp("::", port), NONE);
    try (SocketChannel client =
        SocketChannel.open(new InetSocketAddress(InetAddress.ofLiteral("::1"), port))) {
      assertTrue(client.isConnected());
      assertEquals(OptionalInt.of(1), sockets.waiting(six));
      assertEquals(OptionalInt.of(0), sockets.waiting(four));
    } finally {
      sockets.close(four);
      sockets.close(six);
    }
  }

  @Test
  void socketSomebodyListensOn_sparingIt_isInUse() throws IOException {
    Path path = directory.resolve("f.sock");
    Address sparing = new Address.Unix(path.toString(), 0600, NONE, NONE, true);
    int fd = sockets.open(sparing, NONE);

    assertEquals("[Errno 98] Address already in use", message(sparing));
    sockets.close(fd);

    sockets.close(sockets.open(sparing, NONE));
  }

  @Test
  void replaced_keepsItsNumber_andListensElsewhere() throws IOException {
    int before = freePort();
    int fd = sockets.open(new Address.Tcp("127.0.0.1", before), NONE);
    int port = freePort();
    sockets.replace(fd, sockets.open(new Address.Tcp("127.0.0.1", port), NONE));

    try (SocketChannel client =
        SocketChannel.open(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port))) {
      assertTrue(client.isConnected());
      assertThrows(
          IOException.class,
          () ->
              SocketChannel.open(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), before))
                  .close());
    } finally {
      sockets.close(fd);
    }
  }
}
