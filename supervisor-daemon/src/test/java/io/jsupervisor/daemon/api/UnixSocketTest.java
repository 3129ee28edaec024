package io.jsupervisor.daemon.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class UnixSocketTest {
  @TempDir Path dir;

  private ServerSettings section(Path path) {
    return new ServerSettings(
        "unix_http_server",
        new ServerSettings.Address.Unix(path, 0600, OptionalInt.empty(), OptionalInt.empty()),
        ServerSettings.Access.OPEN);
  }

  private static HttpServers bind(ServerSettings... sections) throws ServerOpenException {
    return HttpServers.bind(
        List.of(sections),
        1,
        new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8));
  }

  @Test
  void row62_unix_served_answersWithModeAndIsRemoved() throws Exception {
    Path path = dir.resolve("s.sock");
    try (LiveServer server = new LiveServer(Optional.empty(), 30_000, section(path));
        RawClient client = RawClient.unix(path)) {
      assertEquals(0600, (int) Files.getAttribute(path, "unix:mode") & 0777);
      assertEquals(200, client.ask("GET", "/api/v1/info", "").status());
      assertEquals(200, client.ask("GET", "/api/v1/info", "").status(), "keep-alive");
      try (var files = Files.list(dir)) {
        assertEquals(List.of(path), files.toList(), "the temporary name is gone");
      }
      assertEquals("", server.stderr.toString(StandardCharsets.UTF_8));
    }
    assertFalse(Files.exists(path));
  }

  @Test
  void unix_emptyHost_isServed_asTheClassicTailSendsIt() throws Exception {
    Path path = dir.resolve("s.sock");
    try (LiveServer server = new LiveServer(Optional.empty(), 30_000, section(path));
        RawClient client = RawClient.unix(path)) {
      assertEquals(200, client.ask("GET", "/ok.html", "", "Host: ").status());
      assertEquals("", server.stderr.toString(StandardCharsets.UTF_8));
    }
  }

  @Test
  void row29_unix_inUse_isRefusedAndLeftAlone() throws Exception {
    Path path = dir.resolve("s.sock");
    try (LiveServer server = new LiveServer(Optional.empty(), 30_000, section(path))) {
      ServerOpenException refused =
          assertThrows(ServerOpenException.class, () -> bind(section(path)));
      assertEquals(ServerOpenException.IN_USE, refused.getMessage());
      try (RawClient client = RawClient.unix(path)) {
        assertEquals(200, client.ask("GET", "/healthz", "").status());
      }
      assertEquals("", server.stderr.toString(StandardCharsets.UTF_8));
    }
  }

  @Test
  void unix_stale_isUnlinkedAndSaid() throws Exception {
    Path path = dir.resolve("s.sock");
    try (ServerSocketChannel dead = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      dead.bind(UnixDomainSocketAddress.of(path));
    }
    assertTrue(Files.exists(path));
    try (LiveServer server = new LiveServer(Optional.empty(), 30_000, section(path));
        RawClient client = RawClient.unix(path)) {
      assertEquals(
          "Unlinking stale socket " + path + "\n", server.stderr.toString(StandardCharsets.UTF_8));
      assertEquals(200, client.ask("GET", "/healthz", "").status());
    }
  }

  @Test
  void unix_ordinaryFile_isNotRemoved() throws Exception {
    Path path = Files.writeString(dir.resolve("precious"), "text");
    ServerOpenException refused =
        assertThrows(ServerOpenException.class, () -> bind(section(path)));
    assertTrue(refused.getMessage().contains("is not a socket"), refused.getMessage());
    assertEquals("text", Files.readString(path));
  }

  @Test
  void unix_longPath_isOneClearError() {
    Path path = dir.resolve("x".repeat(107));
    ServerOpenException refused =
        assertThrows(ServerOpenException.class, () -> bind(section(path)));
    assertTrue(refused.getMessage().contains("too long"), refused.getMessage());
  }

  @Test
  void unix_replacedByAnother_isNotRemovedAtEnd() throws Exception {
    Path path = dir.resolve("s.sock");
    HttpServers first = bind(section(path));
    Files.delete(path);
    HttpServers second = bind(section(path));
    first.close();
    assertTrue(Files.exists(path), "the second server's socket");
    second.close();
    assertFalse(Files.exists(path));
  }

  @Test
  void inet_inUse_opensNothing() throws Exception {
    Path path = dir.resolve("s.sock");
    try (HttpServers first = bind(LiveServer.inet())) {
      ServerSettings same =
          LiveServer.inet("inet_http_server", first.ports().getFirst(), ServerSettings.Access.OPEN);
      ServerOpenException refused =
          assertThrows(ServerOpenException.class, () -> bind(section(path), same));
      assertEquals(ServerOpenException.IN_USE, refused.getMessage());
      assertFalse(Files.exists(path));
    }
  }

  @Test
  void bound_notServed_waitsForServe() throws Exception {
    Path path = dir.resolve("s.sock");
    try (HttpServers bound = bind(section(path));
        RawClient early = RawClient.unix(path)) {
      early.send("GET", "/healthz", "");
      assertEquals(List.of(), bound.ports());
    }
  }
}
