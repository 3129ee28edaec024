package io.jsupervisor.daemon.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.jsupervisor.daemon.core.Namespec;
import io.jsupervisor.daemon.event.FleetEvent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the daemon keeps for the dashboard: samples, ends, and logs from an offset on. */
@Timeout(60)
class PastTest {
  private static final Namespec WEB = new Namespec("web", "web");
  private static final ProcessUsage.Usage SOME = new ProcessUsage.Usage(12.5, 4_096_000);

  @TempDir Path dir;

  @Test
  void history_moreSamplesThanKept_holdsTheLast() {
    UsageHistory history = new UsageHistory();
    for (int i = 0; i < UsageHistory.SAMPLES + 5; i++) {
      history.add(1_000L * i, Map.of(WEB, new ProcessUsage.Usage(i / 10.0, 1_024)));
    }
    List<UsageHistory.Point> points = history.samples(WEB);
    assertEquals(UsageHistory.SAMPLES, points.size());
    assertEquals(new UsageHistory.Point(5_000, 0.5, 1_024), points.getFirst());
    assertEquals(3, history.minutes(WEB).size());
    assertEquals(2, history.recent(2).get(WEB).size());
  }

  @Test
  void history_processWithoutChildThenGone_hasNoFigureThenNothing() {
    UsageHistory history = new UsageHistory();
    Map<Namespec, ProcessUsage.Usage> without = new HashMap<>();
    without.put(WEB, null);
    history.add(1_000, without);
    history.add(2_000, Map.of(WEB, SOME));
    assertEquals(
        List.of(
            new UsageHistory.Point(1_000, 0, -1), new UsageHistory.Point(2_000, 12.5, 4_096_000)),
        history.samples(WEB));
    history.add(3_000, Map.of());
    assertTrue(history.samples(WEB).isEmpty());
  }

  @Test
  void processEndsUnasked_historyHasItsLastLinesAndCounts() throws Exception {
    Path log = Files.writeString(dir.resolve("web.log"), "first\n\u001b[31mlast words\n");
    try (LiveServer server = new LiveServer(Optional.empty(), 30_000, LiveServer.inet())) {
      server.fleet.add("web", "web", 0, log.toString());
      change(server, "STOPPED", "STARTING");
      change(server, "STARTING", "RUNNING");
      change(server, "RUNNING", "EXITED");
      change(server, "EXITED", "STARTING");
      JsonNode history = awaitChanges(server, 4);
      assertEquals(1, history.get("restarts").asInt());
      assertEquals(1, history.get("exits").asInt());
      JsonNode exit = history.get("changes").get(1);
      assertEquals("EXITED", exit.get("to").asText());
      assertEquals("\u001b[31mlast words", exit.get("lines").get(1).asText());
      assertTrue(history.get("changes").get(0).get("lines").isEmpty());
      JsonNode process = json(server, "/api/v1/processes/web:web");
      assertEquals(1, process.get("restarts").asInt());
      server.events.publish(
          new FleetEvent.GroupChange(Instant.EPOCH, "web", FleetEvent.Change.REMOVED));
      awaitChanges(server, 0);
    }
  }

  private static void change(LiveServer server, String from, String to) {
    server.events.publish(
        new FleetEvent.StateChange(Instant.EPOCH, WEB, from, to, 7, "exit status 3"));
  }

  private static JsonNode awaitChanges(LiveServer server, int count) throws Exception {
    while (true) { // until the class's timeout
      JsonNode history = json(server, "/api/v1/processes/web:web/history");
      if (history.get("changes").size() == count) {
        return history;
      }
      Thread.onSpinWait();
    }
  }

  private static JsonNode json(LiveServer server, String path) throws Exception {
    return new ObjectMapper().readTree(server.ask("GET", path).body());
  }

  @Test
  void follow_fromAnOffset_hasTheRestOfTheFileAndWhereToGoOn() throws Exception {
    Path log = Files.writeString(dir.resolve("web.log"), "0123456789");
    try (LiveServer server = new LiveServer(Optional.empty(), 30_000, LiveServer.inet())) {
      server.fleet.add("web", "web", 0, log.toString());
      try (RawClient client = server.client()) {
        client.send("GET", "/api/v1/events?follow=web:web/stdout@4", "");
        assertEquals(200, client.head().status());
        String event = client.until("\"offset\":10");
        assertTrue(event.contains("\"data\":\"456789\""), event);
        assertFalse(event.contains("skipped"), event);
      }
    }
  }

  @Test
  void follow_farBehind_skipsAndTellsHowMuch() throws Exception {
    Path log = Files.writeString(dir.resolve("web.log"), "x".repeat(1_000_000));
    try (LiveServer server = new LiveServer(Optional.empty(), 30_000, LiveServer.inet())) {
      server.fleet.add("web", "web", 0, log.toString());
      try (RawClient client = server.client()) {
        client.send("GET", "/api/v1/events?follow=web:web/stdout@0", "");
        assertEquals(200, client.head().status());
        String event = client.until("\"skipped\":" + (1_000_000 - 32 * 1024));
        assertTrue(event.contains("event: log"), event);
      }
    }
  }

  @Test
  void usageEvents_tellWhatChanged() throws Exception {
    try (LiveServer server = new LiveServer(Optional.empty(), 30_000, LiveServer.inet())) {
      int own = (int) ProcessHandle.current().pid();
      server.fleet.add("web", "web", own, "");
      try (RawClient client = server.client()) {
        client.send("GET", "/api/v1/events?usage=true", "");
        assertEquals(200, client.head().status());
        String event = client.until("\"web:web\":[");
        assertTrue(event.contains("event: usage"), event);
      }
    }
  }
}
