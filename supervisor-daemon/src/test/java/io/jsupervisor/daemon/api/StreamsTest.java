package io.jsupervisor.daemon.api;

import static java.util.stream.Collectors.joining;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.jsupervisor.daemon.core.Namespec;
import io.jsupervisor.daemon.event.FleetEvent;
import io.jsupervisor.daemon.streams.LogTaps;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class StreamsTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String HALF_A_BODY =
      "POST /api/v1/processes/cat/stdin HTTP/1.1\r\n"
          .concat("Host: localhost\r\nContent-Length: 100\r\n\r\nhalf");
  private static final Instant NOW = Instant.ofEpochSecond(1_790_000_000);

  private static FleetEvent.StateChange change(String to) {
    return new FleetEvent.StateChange(
        NOW, new Namespec("web", "web_00"), "STARTING", to, 7, "start requested");
  }

  private static RawClient open(LiveServer server, String path, String... headers)
      throws Exception {
    RawClient client = server.client();
    client.send("GET", path, "", headers);
    assertEquals(200, client.head().status());
    return client;
  }

  @Test
  void events_published_arriveWithNumberAndType() throws Exception {
    try (LiveServer server = LiveServer.open();
        RawClient client = open(server, "/api/v1/events")) {
      client.until(": connected");
      server.events.publish(change("RUNNING"));
      String text = client.until("}");
      assertTrue(text.contains("event: state\nid: 1000\ndata: {"), text);
      assertTrue(text.contains("\"to\":\"RUNNING\",\"pid\":7"), text);
    }
  }

  @Test
  void events_lastEventId_resumesOrResets() throws Exception {
    try (LiveServer server = LiveServer.open()) {
      server.events.publish(change("RUNNING"));
      server.events.publish(change("EXITED"));
      server.events.publish(new FleetEvent.GroupChange(NOW, "web", FleetEvent.Change.REMOVED));
      try (RawClient client = open(server, "/api/v1/events", "Last-Event-ID: 1000")) {
        String text = client.until("\"removed\"");
        assertTrue(text.contains("id: 1001\n") && text.contains("id: 1002\n"), text);
        assertFalse(text.contains("id: 1000\n"), text);
      }
      for (String id : new String[] {"5", "99999", "x"}) {
        try (RawClient client = open(server, "/api/v1/events", "Last-Event-ID: " + id)) {
          assertTrue(client.until("data:").contains("event: reset\nid: 1002\n"));
        }
      }
    }
  }

  @Test
  void events_follow_carriesLogs() throws Exception {
    try (LiveServer server = LiveServer.open()) {
      server.fleet.add("web", "web_00", 0, "");
      try (RawClient client = open(server, "/api/v1/events?follow=web:web_00/stderr")) {
        byte[] bytes = "hällo".getBytes(StandardCharsets.UTF_8);
        server.taps.write("web:web_00/STDERR", new LogTaps.Piece(bytes, 3, false));
        String text = client.until("hällo");
        assertTrue(text.contains("event: log\n"), text);
        assertTrue(text.contains("\"channel\":\"stderr\",\"skipped\":3"), text);
      }
      assertEquals(404, server.ask("GET", "/api/v1/events?follow=nope/stdout").status());
    }
  }

  /**
   * What a page got of a log until a text came.
   *
   * @param cut bytes of lines whose end was skipped
   */
  private record Got(String data, long skipped, long cut) {
    static Got until(RawClient client, String end) throws Exception {
      StringBuilder data = new StringBuilder();
      long skipped = 0;
      long cut = 0;
      String rest = "";
      while (data.indexOf(end) < 0) {
        String[] lines = (rest + client.chunk()).split("\n", -1);
        rest = lines[lines.length - 1];
        for (String line : List.of(lines).subList(0, lines.length - 1)) {
          if (line.startsWith("data: ")) {
            JsonNode json = JSON.readTree(line.substring("data: ".length()));
            if (json.has("skipped")) {
              int begun = data.lastIndexOf("\n") + 1;
              cut += data.length() - begun;
              data.setLength(begun);
            }
            data.append(json.path("data").asText());
            skipped += json.path("skipped").asLong();
          }
        }
      }
      return new Got(data.toString(), skipped, cut);
    }
  }

  private static void assertNewestWins(String written, Got got) {
    assertEquals(written.length(), got.data().length() + got.skipped() + got.cut());
    assertTrue(got.data().length() < 1_000_000, () -> got.data().length() + " bytes are sent");
    assertTrue(got.data().lines().allMatch(line -> line.matches("line \\d{6}")), "whole lines");
  }

  private static String lines(int from, int to) {
    return IntStream.range(from, to).mapToObj("line %06d\n"::formatted).collect(joining());
  }

  @Test
  void events_followedLogIsFlooded_newestWinAndWhatIsSkippedIsToldExactly(@TempDir Path dir)
      throws Exception {
    Path log = Files.writeString(dir.resolve("log"), "");
    try (LiveServer server = LiveServer.open()) {
      server.fleet.add("web", "web_00", 0, log.toString());
      String path = "/api/v1/events?follow=web:web_00/stdout@0";
      try (RawClient client = open(server, path)) {
        client.until(": connected");
        String flood = lines(0, 400_000);
        Files.writeString(log, flood, StandardOpenOption.APPEND);
        Got got = Got.until(client, "line 399999\n");
        assertNewestWins(flood, got);
        Files.writeString(log, "calm\n", StandardOpenOption.APPEND);
        assertEquals(new Got("calm\n", 0, 0), Got.until(client, "calm\n"));
      }
    }
  }

  @Test
  void events_followedStreamWithoutFileIsFlooded_newestWinAndWhatIsSkippedIsToldExactly()
      throws Exception {
    try (LiveServer server = LiveServer.open()) {
      server.fleet.add("web", "web_00", 0, "");
      try (RawClient client = open(server, "/api/v1/events?follow=web:web_00/stdout@0")) {
        String flood = lines(0, 400_000);
        for (int i = 0; i < 400_000; i += 80_000) {
          byte[] bytes =
              flood.substring(i * 12, (i + 80_000) * 12).getBytes(StandardCharsets.UTF_8);
          server.taps.write("web:web_00/STDOUT", new LogTaps.Piece(bytes, 0, false));
        }
        assertNewestWins(flood, Got.until(client, "line 399999\n"));
      }
    }
  }

  @Test
  void events_followedLogIsNotThereYet_isFollowedFromItsStartWhenItComes(@TempDir Path dir)
      throws Exception {
    Path log = dir.resolve("log");
    try (LiveServer server = LiveServer.open()) {
      server.fleet.add("web", "web_00", 0, log.toString());
      try (RawClient client = open(server, "/api/v1/events?follow=web:web_00/stdout@0")) {
        client.until(": connected");
        Files.writeString(log, "first words\n");
        assertTrue(client.until("first words").contains("\"offset\":12"));
      }
    }
  }

  @Test
  void logFollow_rotatedAndCleared_goesOn(@TempDir Path dir) throws Exception {
    Path log = dir.resolve("log");
    Files.writeString(log, "old text");
    try (LiveServer server = LiveServer.open()) {
      server.fleet.add("web", "web_00", 0, log.toString());
      String path = "/api/v1/processes/web:web_00/log/stdout/follow?offset=-4";
      try (RawClient client = open(server, path)) {
        assertTrue(client.until("}").contains("data: {\"data\":\"text\"}"));
        Files.writeString(log, " last", StandardOpenOption.APPEND);
        Files.move(log, dir.resolve("log.1"));
        Files.writeString(log, "new file");
        String text = client.until("new file");
        assertTrue(text.indexOf(" last") < text.indexOf("event: reset"), text);
        Files.writeString(log, "cut");
        assertTrue(client.until("cut").contains("event: reset"));
      }
    }
  }

  @Test
  void row52_logTail_classic_startsNearTheEndAndStaysOpenWhenQuiet(@TempDir Path dir)
      throws Exception {
    Path log = dir.resolve("log");
    Files.writeString(log, "x".repeat(2000));
    // Idle connections end after a second here; a quiet tail is not idle.
    try (LiveServer server = new LiveServer(Optional.of(log), 1_000, LiveServer.inet())) {
      server.fleet.add("web", "web_00", 0, log.toString());
      for (String path :
          List.of("/logtail/web:web_00", "/logtail/web%3Aweb_00/stdout", "/mainlogtail")) {
        try (RawClient client = server.client()) {
          client.send("GET", path, "");
          RawClient.Answer head = client.head();
          assertEquals(200, head.status());
          assertEquals("text/plain;charset=utf-8", head.headers().get("content-type"));
          assertTrue(head.headers().containsKey("last-modified"));
          assertEquals(1024, client.chunk().length());
          outlastIdleTime(log);
          Files.writeString(log, "more", StandardOpenOption.APPEND);
          assertEquals("more", client.until("more"));
          Files.writeString(log, "x".repeat(2000));
          client.until("x");
        }
      }
      for (String path :
          List.of("/logtail/nope", "/logtail/web:web_00/stderr", "/logtail/web:web_00/x")) {
        assertEquals(404, server.ask("GET", path).status(), path);
      }
    }
  }

  @Test
  void row51_logPaths_matchByPrefix_andTakeGetAlone(@TempDir Path dir) throws Exception {
    Path log = Files.writeString(dir.resolve("log"), "words");
    try (LiveServer server = new LiveServer(Optional.of(log), 30_000, LiveServer.inet())) {
      server.fleet.add("web", "web_00", 0, log.toString());
      for (String path :
          List.of(
              "/logtailing/web:web_00",
              "/logtail.x/web%3Aweb_00/stdout",
              "/mainlogtailx",
              "/mainlogtail/any/thing")) {
        try (RawClient client = open(server, path)) {
          assertEquals("words", client.chunk(), path);
        }
      }
      for (String path :
          List.of(
              "/logtail/",
              "/logtailing/",
              "/logtail/web:web_00/",
              "/logtail/web:web_00/stdout/",
              "/logtailing/web:web_00/",
              "/logtail/nope",
              "/logtailing/web:web_00/x",
              "/logtail/a/b/c")) {
        assertEquals(404, server.ask("GET", path).status(), path);
      }
      for (String path : List.of("/logtail", "/logtailing")) {
        assertEquals(500, server.ask("GET", path).status(), path);
      }
      for (String path :
          List.of("/logtail", "/logtail/web:web_00", "/mainlogtail", "/logtailx/y")) {
        RawClient.Answer answer = server.post(path, "");
        assertEquals(400, answer.status(), path);
        assertTrue(answer.body().contains("<p>Message: Bad Request."), answer.body());
        assertEquals(400, server.ask("HEAD", path).status(), path);
      }
    }
  }

  /** Looks for news where there are none for longer than connections may be idle. */
  private static void outlastIdleTime(Path log) throws Exception {
    try (FileFollower quiet = new FileFollower(log, Long.MAX_VALUE)) {
      assertEquals(FileFollower.News.NOTHING, quiet.next(2_000));
    }
  }

  @Test
  void deadClients_freeTheirPlaces() throws Exception {
    try (LiveServer server = LiveServer.open()) {
      int own = server.events.subscribers();
      List<RawClient> clients = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        clients.add(open(server, "/api/v1/events"));
      }
      assertEquals(own + 20, server.events.subscribers());
      for (RawClient client : clients) {
        client.close();
      }
      for (long end = System.nanoTime() + 30_000_000_000L;
          server.events.subscribers() > own && System.nanoTime() < end; ) {
        server.events.publish(change("RUNNING"));
        Thread.onSpinWait();
      }
      assertEquals(own, server.events.subscribers());
    }
  }

  @Test
  void streams_tooMany_are503() throws Exception {
    try (LiveServer server = LiveServer.open()) {
      List<RawClient> clients = new ArrayList<>();
      int before = Thread.activeCount();
      for (int i = 0; i < StreamSlots.MOST; i++) {
        clients.add(open(server, "/api/v1/events"));
      }
      RawClient.Answer refused = server.ask("GET", "/api/v1/events");
      assertEquals(503, refused.status());
      assertTrue(refused.body().contains("too-many-streams"));
      assertEquals(200, server.ask("GET", "/api/v1/info").status());
      assertTrue(Thread.activeCount() < before + 20, "a thread for each stream");
      for (RawClient client : clients) {
        client.close();
      }
    }
  }

  @Test
  void close_endsStreamsSoon() throws Exception {
    LiveServer server = LiveServer.open();
    try (RawClient client = open(server, "/api/v1/events")) {
      client.until(": connected");
      server.close();
      assertEquals("", client.chunk());
    }
  }

  @Test
  void slowSenders_holdUpNobody() throws Exception {
    try (LiveServer server = LiveServer.open()) {
      server.fleet.add("cat", "cat", 0, "");
      List<RawClient> slow = new ArrayList<>();
      for (int i = 0; i < 200; i++) {
        RawClient client = server.client();
        client.raw(i % 2 == 0 ? "GET /api/v1/inf" : HALF_A_BODY);
        slow.add(client);
      }
      assertEquals(200, server.ask("GET", "/api/v1/info").status());
      assertEquals(204, server.post("/api/v1/processes/cat/stdin", "whole").status());
      for (RawClient client : slow) {
        client.close();
      }
    }
  }

  @Test
  void halfSentRequest_idle_isEnded() throws Exception {
    try (LiveServer server = new LiveServer(Optional.empty(), 200, LiveServer.inet())) {
      server.fleet.add("cat", "cat", 0, "");
      try (RawClient head = server.client();
          RawClient body = server.client()) {
        head.raw("GET /api/v1/inf");
        body.raw(HALF_A_BODY);
        assertEquals(408, body.head().status());
        assertTrue(head.ended());
      }
      assertTrue(server.fleet.asked.isEmpty());
    }
  }
}
