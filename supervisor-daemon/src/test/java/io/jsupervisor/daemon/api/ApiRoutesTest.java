package io.jsupervisor.daemon.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class ApiRoutesTest {
  private static final String CHUNKED =
      "POST /api/v1/processes/cat/stdin HTTP/1.1\r\n"
          .concat("Host: localhost\r\nTransfer-Encoding: chunked\r\n\r\n");

  @TempDir Path dir;
  private LiveServer server;
  private Path log;

  @BeforeEach
  void start() throws Exception {
    log = dir.resolve("web.log");
    Files.writeString(log, "0123456789");
    Path mainLog = dir.resolve("main.log");
    Files.writeString(mainLog, "main\n");
    server = new LiveServer(Optional.of(mainLog), 30_000, LiveServer.inet());
    server.fleet.add("web", "web_01", 0, "");
    server.fleet.add("web", "web_00", (int) ProcessHandle.current().pid(), log.toString());
    server.fleet.add("cat", "cat", 0, "");
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void info_get_tellsVersionAndState() throws Exception {
    JsonNode info = json(server.ask("GET", "/api/v1/info"), 200);
    assertEquals("jsupervisord", info.get("name").asText());
    assertEquals("RUNNING", info.get("state").asText());
    assertEquals(1, info.get("statecode").asInt());
    assertEquals("4.3.0", info.get("classicVersion").asText());
  }

  @Test
  void processes_list_isSortedByGroupThenName() throws Exception {
    JsonNode list = json(server.ask("GET", "/api/v1/processes"), 200).get("processes");
    assertEquals(3, list.size());
    assertEquals("cat:cat", list.get(0).get("namespec").asText());
    assertEquals("web:web_00", list.get(1).get("namespec").asText());
    assertEquals("web:web_01", list.get(2).get("namespec").asText());
    assertTrue(list.get(1).get("rss").asLong() > 1_000_000, "our own memory");
    assertTrue(list.get(2).get("rss").isNull());
  }

  @Test
  void upstreams_list_tellsInstancesAndProblem() throws Exception {
    JsonNode app = json(server.ask("GET", "/api/v1/upstreams"), 200).get("upstreams").get(0);
    assertEquals("app", app.get("name").asText());
    assertEquals("nginx does not like it", app.get("problem").get("detail").asText());
    JsonNode web = app.get("instances").get(0);
    assertEquals("web:web_00", web.get("namespec").asText());
    assertEquals(2, web.get("connections").asInt());
    assertTrue(web.get("in").asBoolean());
  }

  @Test
  void upstream_format_isTextForThatProxy() throws Exception {
    var nginx = server.ask("GET", "/api/v1/upstreams/app?format=own");
    assertTrue(nginx.body().contains("server 127.0.0.1:8000 max_fails"), nginx.body());
    var haproxy = server.ask("GET", "/api/v1/upstreams/app?format=haproxy");
    assertTrue(haproxy.body().contains("balance leastconn"), haproxy.body());
    assertEquals(400, server.ask("GET", "/api/v1/upstreams/app?format=caddy").status());
    assertEquals(404, server.ask("GET", "/api/v1/upstreams/nope").status());
  }

  @Test
  void processes_usageFalse_readsNoUsage() throws Exception {
    JsonNode list = json(server.ask("GET", "/api/v1/processes?usage=false"), 200);
    assertTrue(list.get("processes").get(1).get("rss").isNull());
  }

  @Test
  void process_bareName_meansGroupOfThatName() throws Exception {
    JsonNode one = json(server.ask("GET", "/api/v1/processes/cat"), 200);
    assertEquals("Not started", one.get("description").asText());
    assertEquals(
        "cat", json(server.ask("GET", "/api/v1/processes/cat%3Acat"), 200).get("name").asText());
  }

  @Test
  void process_percentInItsName_isFoundByIt() throws Exception {
    server.fleet.add("50%", "50%2f", 0, "");
    JsonNode process = json(server.ask("GET", "/api/v1/processes/50%25:50%252f"), 200);
    assertEquals("50%:50%2f", process.get("namespec").asText());
    assertEquals(202, server.post("/api/v1/processes/50%25:50%252f/stop", "").status());
    assertEquals(404, server.ask("GET", "/api/v1/processes/50%25:50%25252f").status());
    assertEquals(404, server.ask("GET", "/ui/%252e%252e/index.html").status());
  }

  @Test
  void process_golden_hasTheDocumentedFields() throws Exception {
    JsonNode golden = golden("process.json");
    JsonNode one = json(server.ask("GET", "/api/v1/processes/web:web_00"), 200);
    assertEquals(
        golden.propertyStream().map(e -> e.getKey()).toList(),
        one.propertyStream().map(e -> e.getKey()).toList());
  }

  @Test
  void process_unknown_isProblemWithClassicFault() throws Exception {
    RawClient.Answer answer = server.ask("GET", "/api/v1/processes/web:web_09");
    assertEquals("application/problem+json", answer.headers().get("content-type"));
    assertEquals(golden("problem.json"), json(answer, 404));
  }

  @Test
  void stop_wait_answersResultsInOrder() throws Exception {
    JsonNode answer = json(server.post("/api/v1/processes/web:*/stop?wait=true", ""), 200);
    assertEquals(golden("results.json"), answer);
  }

  @Test
  void start_noWait_answersOperationWithLocation() throws Exception {
    server.fleet.holdOpen = true;
    RawClient.Answer answer = server.post("/api/v1/processes/web:*/start", "");
    assertEquals("/api/v1/operations/1", answer.headers().get("location"));
    JsonNode operation = json(answer, 202);
    assertEquals(golden("operation.json"), operation);
    assertEquals(operation, json(server.ask("GET", "/api/v1/operations/1"), 200));
    assertTrue(json(server.ask("DELETE", "/api/v1/operations/1"), 200).get("done").asBoolean());
    json(server.ask("GET", "/api/v1/operations/99"), 404);
  }

  @Test
  void restart_waitTimeout_answersOperation() throws Exception {
    server.fleet.holdOpen = true;
    RawClient.Answer answer = server.post("/api/v1/processes/all/restart?wait=true&timeout=0", "");
    assertFalse(json(answer, 202).get("done").asBoolean());
  }

  @Test
  void signal_nameOrNumber_reachesTheFleet() throws Exception {
    json(server.post("/api/v1/processes/web:web_00/signal", "{\"signal\":\"HUP\"}"), 200);
    json(server.post("/api/v1/processes/web:web_00/signal", "{\"signal\":10}"), 200);
    assertTrue(server.fleet.asked.getFirst().contains("SIGHUP"), server.fleet.asked.toString());
    assertTrue(server.fleet.asked.getLast().contains("SIGUSR1"), server.fleet.asked.toString());
  }

  @Test
  void signal_unknown_isBadSignal() throws Exception {
    RawClient.Answer answer = server.post("/api/v1/processes/cat/signal", "{\"signal\":\"NOPE\"}");
    assertEquals("BAD_SIGNAL", json(answer, 400).get("code").asText());
    json(server.post("/api/v1/processes/cat/signal", "{"), 400);
    json(server.post("/api/v1/processes/cat/signal", "{}"), 400);
  }

  @Test
  void stdin_body_reachesTheProcess() throws Exception {
    assertEquals(204, server.post("/api/v1/processes/cat/stdin", "hello").status());
    assertEquals("stdin cat hello", server.fleet.asked.getLast());
  }

  @Test
  void config_routes_answerAsDocumented() throws Exception {
    assertEquals(golden("changes.json"), json(server.post("/api/v1/config/reread", ""), 200));
    JsonNode update =
        json(server.post("/api/v1/config/update?wait=true", "{\"groups\":[\"web\"]}"), 200);
    assertEquals("[\"web\"]", update.get("changes").get("changed").toString());
    assertEquals("[]", update.get("changes").get("added").toString());
    assertTrue(update.has("results"));
    assertTrue(json(server.post("/api/v1/config/reload", ""), 202).get("ok").asBoolean());
    assertTrue(json(server.post("/api/v1/shutdown", ""), 202).get("ok").asBoolean());
    assertTrue(json(server.ask("GET", "/api/v1/config"), 200).has("programs"));
    assertEquals("still-running", type(json(server.post("/api/v1/groups/web/remove", ""), 409)));
    assertEquals("already-added", type(json(server.post("/api/v1/groups/web/add", ""), 409)));
    json(server.post("/api/v1/groups/new/add", ""), 200);
  }

  @Test
  void reread_badFiles_listsProblems() throws Exception {
    server.fleet.badConfig = true;
    JsonNode problem = json(server.post("/api/v1/config/reread", ""), 409);
    assertEquals("cant-reread", type(problem));
    assertEquals(2, problem.get("problems").size());
    JsonNode first = problem.get("problems").get(0);
    assertEquals("web.conf", first.get("file").asText());
    assertEquals(3, first.get("line").asInt());
    assertEquals("program:x", first.get("section").asText());
    assertEquals("startsecs", first.get("option").asText());
    assertEquals("one", first.get("message").asText());
    assertEquals("error", first.get("severity").asText());
  }

  @Test
  void log_ranges_followTheRules() throws Exception {
    String path = "/api/v1/processes/web:web_00/log/stdout";
    RawClient.Answer end = server.ask("GET", path + "?offset=-4");
    assertEquals("6789", end.body());
    assertEquals("6", end.headers().get("log-offset"));
    assertEquals("10", end.headers().get("log-next-offset"));
    assertEquals("10", end.headers().get("log-size"));
    assertEquals("234", server.ask("GET", path + "?offset=2&length=3").body());
    assertEquals("0123456789", server.ask("GET", path).body());
    assertEquals("", server.ask("GET", path + "?offset=50").body());
    assertEquals("10", server.ask("HEAD", path).headers().get("log-size"));
    json(server.ask("GET", path + "?length=-1"), 400);
    json(server.ask("GET", path + "?offset=x"), 400);
    assertEquals("no-file", type(json(server.ask("GET", "/api/v1/processes/cat/log/stdout"), 404)));
    json(server.ask("GET", "/api/v1/processes/cat/log/other"), 404);
    assertEquals("main\n", server.ask("GET", "/api/v1/log").body());
  }

  @Test
  void paths_thatDoNotExist_are404And405() throws Exception {
    assertEquals("not-found", type(json(server.ask("GET", "/nope"), 404)));
    RawClient.Answer get = server.ask("GET", "/api/v1/processes/cat/stop");
    assertEquals("method-not-allowed", type(json(get, 405)));
    assertEquals("POST", get.headers().get("allow"));
    assertEquals("GET, HEAD", server.post("/healthz", "").headers().get("allow"));
    assertTrue(server.fleet.asked.isEmpty());
  }

  @Test
  void pages_andMachineViews_areServed() throws Exception {
    RawClient.Answer page = server.ask("GET", "/");
    assertTrue(page.body().contains("<script type=\"module\" src=\"ui/app.js\">"));
    assertTrue(page.headers().get("content-security-policy").contains("script-src 'self'"));
    assertFalse(page.body().contains("onclick"));
    assertEquals("ok", json(server.ask("GET", "/healthz"), 200).get("status").asText());
    String metrics = server.ask("GET", "/metrics").body();
    assertTrue(
        metrics.contains("\njsupervisor_process_up{group=\"web\",name=\"web_00\"} 1\n"), metrics);
    assertEquals(200, server.ask("HEAD", "/api/v1/events").status());
  }

  @Test
  void page_everyModuleItImports_isServedCompressedAndRevalidated() throws Exception {
    Deque<String> wanted = new ArrayDeque<>(List.of("app.js", "style.css", "icon.svg"));
    Set<String> seen = new HashSet<>();
    int compressed = 0;
    while (!wanted.isEmpty()) {
      String name = wanted.remove();
      if (!seen.add(name)) {
        continue;
      }
      RawClient.Answer file = server.ask("GET", "/ui/" + name);
      assertEquals(200, file.status(), name);
      RawClient.Answer again =
          server.ask("GET", "/ui/" + name, "If-None-Match: " + file.headers().get("etag"));
      assertEquals(304, again.status(), name);
      RawClient.Answer small = server.ask("HEAD", "/ui/" + name, "Accept-Encoding: gzip");
      assertEquals("gzip", small.headers().get("content-encoding"));
      compressed += Integer.parseInt(small.headers().get("content-length"));
      Matcher imports = Pattern.compile("(?:from |import\\()\"\\./([^\"]+)\"").matcher(file.body());
      while (name.endsWith(".js") && imports.find()) {
        wanted.add(imports.group(1));
      }
    }
    assertTrue(seen.size() > 15, seen::toString);
    assertTrue(compressed < 100_000, "the whole page is " + compressed + " bytes");
    assertEquals(404, server.ask("GET", "/ui/nope.js").status());
    assertEquals(400, server.ask("GET", "/ui/..%2findex.html").status());
  }

  @Test
  void usage_andHistory_tellOfAProcess() throws Exception {
    JsonNode history = json(server.ask("GET", "/api/v1/processes/web:web_00/history"), 200);
    assertEquals(0, history.get("restarts").asInt());
    JsonNode usage = json(server.ask("GET", "/api/v1/processes/web:web_00/usage"), 200);
    assertTrue(usage.get("samples").isArray());
    assertEquals(404, server.ask("GET", "/api/v1/processes/web:nope/history").status());
  }

  @Test
  void body_tooLong_is413() throws Exception {
    String large = "x".repeat(Requests.MOST_BODY + 1);
    try (RawClient client = server.client()) {
      client.raw(
          "POST /api/v1/processes/cat/stdin HTTP/1.1\r\nHost: localhost\r\nContent-Length: "
              + large.length()
              + "\r\n\r\n");
      assertEquals(413, client.head().status());
    }
    try (RawClient client = server.client()) {
      client.raw(CHUNKED);
      client.raw(Integer.toHexString(large.length()) + "\r\n" + large + "\r\n0\r\n\r\n");
      assertEquals(413, client.head().status());
    }
  }

  @Test
  void head_tooLong_isRefusedAsProblem() throws Exception {
    RawClient.Answer answer = server.ask("GET", "/healthz", "X-Long: " + "x".repeat(20_000));
    assertEquals(431, answer.status());
    assertEquals("application/problem+json", answer.headers().get("content-type"));
  }

  @Test
  void program_scaledByNumber_isACommandWithThatNumber() throws Exception {
    assertEquals(202, server.post("/api/v1/programs/web/scale", "{\"numprocs\":5}").status());
    assertTrue(server.fleet.asked.toString().contains("Scale[program=web, numprocs=5]"));
    assertEquals(400, server.post("/api/v1/programs/web/scale", "{\"numprocs\":-1}").status());
    assertEquals(400, server.post("/api/v1/programs/web/scale", "{}").status());
  }

  @Test
  void scaledProgram_differsFromItsFile_saysSoUntilTheFileDoes() throws Exception {
    JsonNode first = json(server.ask("GET", "/api/v1/processes"), 200).get("processes").get(0);
    String program = first.get("program").asText();
    int running = Drift.running(server.fleet.snapshot()).get(program);
    String path = "/api/v1/processes/" + first.get("namespec").asText().replace(":", "%3A");

    server.configured = Map.of(program, running + 2);
    JsonNode drift = json(server.ask("GET", path), 200).get("drift");
    assertEquals(running, drift.get("running").asInt());
    assertEquals(running + 2, drift.get("configured").asInt());

    server.configured = Map.of(program, running);
    assertFalse(json(server.ask("GET", path), 200).has("drift"));
  }

  @Test
  void restart_rolling_isARollingRestart() throws Exception {
    assertEquals(202, server.post("/api/v1/processes/web%3A*/restart?rolling=true", "").status());
    assertTrue(server.fleet.asked.toString().contains("RollingRestart"));
  }

  @Test
  void openapi_document_namesEveryRouteAndNoOther() throws Exception {
    JsonNode paths = json(server.ask("GET", "/openapi.json"), 200).get("paths");
    java.util.Set<String> documented = new java.util.TreeSet<>();
    paths
        .propertyStream()
        .forEach(
            path ->
                path.getValue()
                    .propertyStream()
                    .map(e -> e.getKey())
                    .filter(key -> !key.equals("parameters"))
                    .forEach(
                        method ->
                            documented.add(
                                method.toUpperCase(java.util.Locale.ROOT) + " " + path.getKey())));
    java.util.Set<String> served = new java.util.TreeSet<>();
    server.api.routes().forEach(route -> served.add(route.method() + " " + route.path()));
    assertEquals(served, documented);
  }

  private static String type(JsonNode problem) {
    return problem.get("type").asText().replace("urn:jsupervisor:problem:", "");
  }

  private static JsonNode json(RawClient.Answer answer, int status) throws Exception {
    assertEquals(status, answer.status(), answer.body());
    return new ObjectMapper().readTree(answer.body());
  }

  private static JsonNode golden(String name) throws Exception {
    Path file = Path.of(System.getProperty("jsupervisor.root"), "docs", "api", name);
    return new ObjectMapper().readTree(Files.readString(file, StandardCharsets.UTF_8));
  }
}
