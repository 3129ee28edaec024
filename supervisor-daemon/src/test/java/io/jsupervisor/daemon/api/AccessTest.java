package io.jsupervisor.daemon.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class AccessTest {
  private static final String SHA_OF_SECRET = "{SHA}e5e9fa1ba31ecd1ae84f75caaa474f3a663f05f4";

  private static LiveServer guarded() throws Exception {
    LiveServer server =
        new LiveServer(
            Optional.empty(), 30_000, LiveServer.inet(LiveServer.access("admin", "a:b", Map.of())));
    server.fleet.add("cat", "cat", 0, "");
    return server;
  }

  private static String basic(String credentials) {
    return "Authorization: Basic "
        + Base64.getEncoder().encodeToString(credentials.getBytes(StandardCharsets.UTF_8));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/",
        "/nope",
        "/api/v1/processes",
        "/api/v1/events",
        "/openapi.json",
        "/metrics",
        "/logtail/cat",
        "/mainlogtail",
        "/RPC2",
        "/api/v1/processes/cat/start"
      })
  void guarded_noCredentials_is401WithChallenge(String path) throws Exception {
    try (LiveServer server = guarded()) {
      RawClient.Answer answer = server.ask("GET", path);
      assertEquals(401, answer.status());
      assertEquals("Basic realm=\"default\"", answer.headers().get("www-authenticate"));
      assertEquals(
          ClassicErrors.answers(path) ? "text/html" : "application/problem+json",
          answer.headers().get("content-type"));
      assertEquals(401, server.post(path, "").status());
    }
  }

  @Test
  void guarded_browser_getsSignInPageWithoutChallenge() throws Exception {
    try (LiveServer server = guarded()) {
      RawClient.Answer answer = server.ask("GET", "/", "Accept: text/html,*/*;q=0.8");
      assertEquals(401, answer.status());
      assertNull(answer.headers().get("www-authenticate"));
      assertTrue(answer.body().contains("src=\"ui/app.js\""));
      assertEquals(200, server.ask("GET", "/ui/app.js").status());
      RawClient.Answer deep = server.ask("GET", "/api/v1/info", "Accept: text/html");
      assertTrue(deep.body().contains("src=\"../../ui/app.js\""), deep.body());
      assertEquals(200, server.ask("GET", "/healthz").status());
    }
  }

  @ParameterizedTest
  @CsvSource({
    "admin:a:b,200",
    "admin:a,401",
    "admin:,401",
    "Admin:a:b,401",
    ":a:b,401",
    "nocolon,401"
  })
  void guarded_basic_isComparedExactly(String credentials, int status) throws Exception {
    try (LiveServer server = guarded()) {
      assertEquals(status, server.ask("GET", "/api/v1/processes", basic(credentials)).status());
    }
  }

  @Test
  void guarded_undecodable_is400() throws Exception {
    try (LiveServer server = guarded()) {
      assertEquals(400, server.ask("GET", "/", "Authorization: Basic %%%").status());
      assertEquals(401, server.ask("GET", "/", "Authorization: Digest x").status());
    }
  }

  @Test
  void shaPassword_isTheHexOfThePassword() {
    assertTrue(new Credentials("u", "secret").match("u", SHA_OF_SECRET));
    assertFalse(new Credentials("u", "wrong").match("u", SHA_OF_SECRET));
    assertFalse(new Credentials("u", SHA_OF_SECRET).match("u", SHA_OF_SECRET));
    assertFalse(
        new Credentials("u", "secret").match("u", "{SHA}" + "E5E9" + SHA_OF_SECRET.substring(9)));
  }

  @Test
  void session_token_opensUntilRevoked() throws Exception {
    try (LiveServer server = guarded()) {
      String wrong = "{\"username\":\"admin\",\"password\":\"no\"}";
      assertEquals(401, server.post("/api/v1/session", wrong).status());
      String right = wrong.replace("no", "a:b");
      RawClient.Answer signedIn = server.post("/api/v1/session", right);
      assertEquals(200, signedIn.status());
      String token = new ObjectMapper().readTree(signedIn.body()).get("token").asText();
      String bearer = "Authorization: Bearer " + token;
      assertEquals(200, server.ask("GET", "/api/v1/processes", bearer).status());
      assertEquals(401, server.ask("GET", "/api/v1/processes", bearer + "x").status());
      assertEquals(204, server.ask("DELETE", "/api/v1/session", bearer).status());
      assertEquals(401, server.ask("GET", "/api/v1/processes", bearer).status());
    }
  }

  @Test
  void session_revoked_endsItsStreams() throws Exception {
    try (LiveServer server = guarded();
        RawClient stream = server.client()) {
      RawClient.Answer signedIn =
          server.post("/api/v1/session", "{\"username\":\"admin\",\"password\":\"a:b\"}");
      String token = new ObjectMapper().readTree(signedIn.body()).get("token").asText();
      String bearer = "Authorization: Bearer " + token;
      stream.send("GET", "/api/v1/events", "", bearer);
      assertEquals(200, stream.head().status());
      assertEquals(204, server.ask("DELETE", "/api/v1/session", bearer).status());
      String chunk = stream.chunk();
      while (!chunk.isEmpty()) { // until the class's timeout
        chunk = stream.chunk();
      }
    }
  }

  @Test
  void readOnlyUser_looksAndSignsOut_andChangesNothing() throws Exception {
    ServerSettings section =
        LiveServer.inet(
            LiveServer.access("admin", "a:b", Map.of("guest", "see", "sha", SHA_OF_SECRET)));
    try (LiveServer server = new LiveServer(Optional.empty(), 30_000, section)) {
      server.fleet.add("cat", "cat", 0, "");
      RawClient.Answer signedIn =
          server.post("/api/v1/session", "{\"username\":\"guest\",\"password\":\"see\"}");
      assertTrue(new ObjectMapper().readTree(signedIn.body()).get("readOnly").asBoolean());
      String token = new ObjectMapper().readTree(signedIn.body()).get("token").asText();
      for (String header :
          List.of("Authorization: Bearer " + token, basic("guest:see"), basic("sha:secret"))) {
        assertEquals(200, server.ask("GET", "/api/v1/processes", header).status());
        RawClient.Answer refused = server.post("/api/v1/processes/cat/stop", "", header);
        assertEquals(403, refused.status());
        assertTrue(refused.body().contains("problem:read-only"), refused.body());
        assertEquals(403, server.post("/RPC2", "<methodCall/>", header).status());
        assertEquals(403, server.post("/api/v1/shutdown", "", header).status());
      }
      assertTrue(server.fleet.asked.isEmpty(), "refused requests change nothing");
      String bearer = "Authorization: Bearer " + token;
      JsonNode info = new ObjectMapper().readTree(server.ask("GET", "/api/v1/info", bearer).body());
      assertEquals("guest", info.get("user").asText());
      assertTrue(info.get("readOnly").asBoolean());
      assertEquals(204, server.ask("DELETE", "/api/v1/session", bearer).status());
      assertEquals(401, server.ask("GET", "/api/v1/processes", bearer).status());
      assertEquals(202, server.post("/api/v1/processes/cat/stop", "", basic("admin:a:b")).status());
      assertEquals(401, server.ask("GET", "/api/v1/info", basic("guest:a:b")).status());
    }
  }

  @Test
  void guessing_isSlowedButTheOwnerStaysWelcome() throws Exception {
    try (LiveServer server = guarded()) {
      assertEquals(200, server.ask("GET", "/api/v1/info", basic("admin:a:b")).status());
      int judged = 0;
      int refused = 0;
      for (int i = 0; i < 40; i++) {
        RawClient.Answer answer = server.ask("GET", "/api/v1/info", basic("admin:" + i));
        judged += answer.status() == 401 ? 1 : 0;
        refused += answer.status() == 429 ? 1 : 0;
      }
      assertEquals(40, judged + refused);
      assertTrue(refused > 0, "all 40 guesses were judged");
      assertEquals(200, server.ask("GET", "/api/v1/info", basic("admin:a:b")).status());
    }
  }

  @ParameterizedTest
  @CsvSource({
    "127.0.0.1:9001,200",
    "192.168.7.7,200",
    "[::1]:9001,200",
    "localhost,200",
    "LOCALHOST:1,200",
    "evil.example,403",
    "evil.example:9001,403",
    "127.0.0.1.evil.example,403",
    "proxy.example,200",
    "localhost.,200"
  })
  void open_host_isCheckedAgainstRebinding(String host, int status) throws Exception {
    ServerSettings section =
        LiveServer.inet(
            new ServerSettings.Access(Optional.empty(), Map.of(), List.of("proxy.example")));
    try (LiveServer server = new LiveServer(Optional.empty(), 30_000, section)) {
      assertEquals(status, server.ask("GET", "/api/v1/info", "Host: " + host).status());
    }
  }

  @Test
  void open_withoutHost_isAnswered_asChecksInHttp10LeaveItOut() throws Exception {
    try (LiveServer server = LiveServer.open();
        RawClient client = server.client()) {
      client.raw("GET /ok.html HTTP/1.0\r\n\r\n");
      assertEquals(200, client.head().status());
    }
  }

  @Test
  void guarded_host_isNotChecked() throws Exception {
    try (LiveServer server = guarded()) {
      RawClient.Answer answer =
          server.ask("GET", "/api/v1/info", "Host: any.example", basic("admin:a:b"));
      assertEquals(200, answer.status());
    }
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      value = {
        "-,-,202", "http://localhost:9001,same-origin,202", "http://localhost:9001,-,202",
        "http://evil.example,-,403", "http://localhost:9999,-,403", "null,-,403",
        "-,cross-site,403", "http://localhost:9001,cross-site,403", "-,none,202"
      })
  void post_origin_mustBeOurs(String origin, String fetchSite, int status) throws Exception {
    try (LiveServer server = LiveServer.open()) {
      server.fleet.add("cat", "cat", 0, "");
      String from = origin == null ? "X-None: 1" : "Origin: " + origin;
      String site = fetchSite == null ? "X-None: 2" : "Sec-Fetch-Site: " + fetchSite;
      String path = "/api/v1/processes/cat/start";
      RawClient.Answer answer = server.post(path, "", "Host: localhost:9001", from, site);
      assertEquals(status, answer.status(), answer.body());
      assertEquals(
          status == 202 ? 1 : 0, server.fleet.asked.size(), "refused requests change nothing");
      assertEquals(
          200, server.ask("GET", "/api/v1/info", "Host: localhost:9001", from, site).status());
    }
  }

  @Test
  void sections_eachHaveTheirOwnCredentials() throws Exception {
    ServerSettings one = LiveServer.inet(LiveServer.access("one", "1", Map.of()));
    ServerSettings other = LiveServer.inet("inet_http_server:2", 0, ServerSettings.Access.OPEN);
    try (LiveServer server = new LiveServer(Optional.empty(), 30_000, one, other)) {
      assertEquals(401, server.ask("GET", "/api/v1/info").status());
      try (RawClient open = RawClient.tcp(server.servers.ports().get(1))) {
        assertEquals(200, open.ask("GET", "/api/v1/info", "").status());
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/ok.html", "/tail.html", "/logtail/x", "/RPC2/x"})
  void row50_classicPaths_areGuardedToo(String path) throws Exception {
    try (LiveServer server = guarded()) {
      assertEquals(401, server.ask("GET", path).status());
      assertNotEquals(401, server.ask("GET", path, basic("admin:a:b")).status());
    }
  }
}
