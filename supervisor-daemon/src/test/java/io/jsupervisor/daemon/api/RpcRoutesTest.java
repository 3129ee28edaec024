package io.jsupervisor.daemon.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jsupervisor.common.xmlrpc.XmlRpcResponse;
import io.jsupervisor.common.xmlrpc.XmlRpcWriter;
import java.io.IOException;
import java.io.StringReader;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** XML-RPC over HTTP, with a fleet in memory; that it is the classic one, supervisor-it shows. */
class RpcRoutesTest {
  @TempDir Path directory;
  private LiveServer server;
  private Path log;

  @BeforeEach
  void start() throws Exception {
    server = LiveServer.open();
    log = Files.writeString(directory.resolve("web.log"), "one\n");
    server.fleet.add("web", "web", 4711, log.toString());
    server.fleet.add("db", "db", 0, "");
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private static String body(String method, Object... params) throws IOException {
    StringBuilder xml = new StringBuilder();
    new XmlRpcWriter(xml).call(method, List.of(params));
    return xml.toString();
  }

  private XmlRpcResponse call(String method, Object... params) throws Exception {
    RawClient.Answer answer = server.post("/RPC2", body(method, params));
    assertEquals(200, answer.status(), answer.body());
    assertEquals("text/xml", answer.headers().get("content-type"));
    return XmlRpcResponse.read(new StringReader(answer.body()));
  }

  private Object value(String method, Object... params) throws Exception {
    return ((XmlRpcResponse.Value) call(method, params)).value();
  }

  private String fault(String method, Object... params) throws Exception {
    XmlRpcResponse.Fault fault = (XmlRpcResponse.Fault) call(method, params);
    return fault.code() + " " + fault.text();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/RPC2", "/RPC2/", "/RPC2x", "/RPC2/any/thing"})
  void row51_anyPathThatBeginsSo_isTaken(String path) throws Exception {
    assertEquals(200, server.post(path, body("supervisor.getState")).status());
    assertEquals(400, server.ask("GET", path).status());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "x", "<methodCall/>", "<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>"})
  void noCall_is400(String body) throws Exception {
    assertEquals(400, server.post("/RPC2", body).status());
  }

  @Test
  void shortAnswer_saysItsLength_andKeepsAConnectionOfHttp10() throws Exception {
    RawClient.Answer answer = server.post("/RPC2", body("supervisor.getState"));
    assertEquals(answer.body().length(), Integer.parseInt(answer.headers().get("content-length")));
    try (RawClient client = server.client()) {
      String call = body("supervisor.getState");
      for (int i = 0; i < 2; i++) {
        client.raw(
            "POST /RPC2 HTTP/1.0\r\nConnection: Keep-Alive\r\nContent-Length: "
                + (call.length() + "\r\n\r\n" + call));
        RawClient.Answer kept = client.answer();
        assertEquals(200, kept.status());
        assertTrue(kept.body().contains("RUNNING"), kept.body());
      }
    }
  }

  @Test
  void longAnswer_comesInChunks_whole() throws Exception {
    Map<String, Object> one = Map.of("methodName", "supervisor.getState", "params", List.of());
    List<Object> calls = Collections.nCopies(2000, one);
    RawClient.Answer answer = server.post("/RPC2", body("system.multicall", calls));
    assertEquals(200, answer.status());
    assertNull(answer.headers().get("content-length"));
    XmlRpcResponse.Value read =
        (XmlRpcResponse.Value) XmlRpcResponse.read(new StringReader(answer.body()));
    assertEquals(2000, ((List<?>) read.value()).size());
  }

  @Test
  void answers_takeNoNewMemoryOutsideTheHeap() throws Exception {
    for (int i = 0; i < 50; i++) {
      assertEquals(200, server.post("/RPC2", body("supervisor.getState")).status());
    }
    long before = directBytes();
    for (int i = 0; i < 500; i++) {
      assertEquals(200, server.post("/RPC2", body("supervisor.getState")).status());
    }
    // Some buffers may be on their way; one of 128 KiB for each answer they are not.
    long more = directBytes() - before;
    assertTrue(more < 500 * 1024, () -> more + " bytes more");
  }

  private static long directBytes() {
    return ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
        .filter(pool -> pool.getName().equals("direct"))
        .mapToLong(BufferPoolMXBean::getMemoryUsed)
        .sum();
  }

  @Test
  void byteOrderMark_isPassedOver() throws Exception {
    assertEquals(200, server.post("/RPC2", "\ufeff" + body("supervisor.getState")).status());
  }

  @Test
  void internalError_hasTheUsualPhrase_whichClientsPrint() throws Exception {
    int port = server.servers.ports().getFirst();
    HttpURLConnection http =
        (HttpURLConnection)
            URI.create("http://127.0.0.1:" + port + "/RPC2").toURL().openConnection();
    http.setDoOutput(true);
    http.getOutputStream()
        .write(body("supervisor.getProcessInfo", 5).getBytes(StandardCharsets.UTF_8));
    assertEquals(500, http.getResponseCode());
    assertEquals("Internal Server Error", http.getResponseMessage());
  }

  @Test
  void bodyWithoutLength_is411() throws Exception {
    try (RawClient client = server.client()) {
      client.raw("POST /RPC2 HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n");
      assertEquals(411, client.head().status());
    }
  }

  @ParameterizedTest
  @CsvSource({"16777217", "100000000"})
  void bodyTooLong_isRefusedBeforeItIsSent(long length) throws Exception {
    try (RawClient client = server.client()) {
      client.raw(
          "POST /RPC2 HTTP/1.1\r\nHost: localhost\r\nContent-Length: " + length + "\r\n\r\n");
      assertEquals(413, client.head().status());
    }
  }

  @Test
  void halfSentBodies_holdUpNobody() throws Exception {
    List<RawClient> slow = new ArrayList<>();
    try {
      for (int i = 0; i < 100; i++) {
        RawClient client = server.client();
        slow.add(client);
        client.raw("POST /RPC2 HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9999999\r\n\r\n<");
      }
      assertEquals("3.0", value("supervisor.getVersion"));
    } finally {
      for (RawClient client : slow) {
        client.close();
      }
    }
  }

  @Test
  void nameThatIsNoText_isInternalErrorAlone_andFaultAmongMany() throws Exception {
    assertEquals(500, server.post("/RPC2", body("supervisor.getProcessInfo", 5)).status());
    List<?> answers =
        (List<?>)
            value(
                "system.multicall",
                List.of(
                    Map.of("methodName", "supervisor.getProcessInfo", "params", List.of(5)),
                    Map.of("methodName", "supervisor.getVersion")));
    assertEquals(30L, ((Map<?, ?>) answers.get(0)).get("faultCode"));
    assertEquals("3.0", answers.get(1));
  }

  @Test
  void faults_haveTheClassicTexts() throws Exception {
    assertEquals("1 UNKNOWN_METHOD", fault("supervisor.nope"));
    assertEquals("2 INCORRECT_PARAMETERS", fault("supervisor.getState", 1));
    assertEquals("10 BAD_NAME: web:*", fault("supervisor.getProcessInfo", "web:*"));
    assertEquals("60 ALREADY_STARTED: web", fault("supervisor.startProcess", "web"));
    assertEquals("70 NOT_RUNNING: db", fault("supervisor.stopProcess", "db"));
    assertEquals("20 NO_FILE", fault("supervisor.readProcessLog", "db", 0, 0));
    assertEquals("3 BAD_ARGUMENTS", fault("supervisor.readProcessLog", "web", -1, 1));
    assertEquals("11 BAD_SIGNAL: X", fault("supervisor.signalProcess", "web", "X"));
    assertEquals(
        "2 INCORRECT_PARAMETERS: Recursive system.multicall forbidden",
        multicallFault(Map.of("methodName", "system.multicall")));
    assertEquals("2 INCORRECT_PARAMETERS: No methodName", multicallFault(Map.of()));
  }

  private String multicallFault(Map<String, Object> call) throws Exception {
    Map<?, ?> fault = (Map<?, ?>) ((List<?>) value("system.multicall", List.of(call))).getFirst();
    return fault.get("faultCode") + " " + fault.get("faultString");
  }

  @Test
  void remoteCommunication_reachesTheFleet() throws Exception {
    assertEquals(true, value("supervisor.sendRemoteCommEvent", "deploy", "v\u00e9"));
    assertTrue(server.fleet.asked.contains("tell deploy v\u00e9"), server.fleet.asked::toString);
  }

  static Stream<byte[]> notUtf8() {
    return Stream.of(new byte[] {'a', (byte) 0xff, 'b'}, new byte[] {'a', 27, 'b'});
  }

  @ParameterizedTest
  @MethodSource("notUtf8")
  void row49_logWithInvalidUtf8_isReadWithReplacementCharacters(byte[] bytes) throws Exception {
    Files.write(log, bytes);
    assertEquals("a\ufffdb", value("supervisor.readProcessLog", "web", 0, 0));
    assertEquals(List.of("\ufffdb", 3L, true), value("supervisor.tailProcessLog", "web", 0, 2));
  }

  @Test
  void sliceThatCutsACharacter_isReadWithReplacementCharacters() throws Exception {
    Files.writeString(log, "\u00e9\u00e9");
    assertEquals("\ufffd\ufffd", value("supervisor.readProcessLog", "web", 1, 2));
  }

  @Test
  void longLog_isStreamedWhole() throws Exception {
    // A character that is cut by any even piece.
    String line = "0123456789 \u4e2d<&>\n";
    Files.writeString(log, line.repeat(200_000));
    HttpURLConnection http =
        (HttpURLConnection)
            URI.create("http://127.0.0.1:" + server.servers.ports().getFirst() + "/RPC2")
                .toURL()
                .openConnection();
    http.setDoOutput(true);
    http.getOutputStream()
        .write(body("supervisor.readProcessLog", "web", 0, 0).getBytes(StandardCharsets.UTF_8));
    String answer = new String(http.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(
        new XmlRpcResponse.Value(line.repeat(200_000)),
        XmlRpcResponse.read(new StringReader(answer)));
  }

  @ParameterizedTest
  @CsvSource({
    "GET, /RPC2, 400, Bad Request",
    "GET, /logtail/nope, 404, Not Found",
    "GET, /logtail/web/nope, 404, Not Found",
    "GET, /logtail/..%2f..%2fetc%2fpasswd, 400, Bad Request",
    "GET, /ok.htmlx, 404, Not Found",
  })
  void classicPaths_refuse_withTheClassicFragment(
      String method, String path, int status, String phrase) throws Exception {
    RawClient.Answer answer = server.ask(method, path);
    assertEquals(status, answer.status(), answer.body());
    assertEquals("text/html", answer.headers().get("content-type"));
    assertEquals(
        "<head>\r\n"
            + "<title>Error response</title>\r\n"
            + "</head>\r\n"
            + "<body>\r\n"
            + "<h1>Error response</h1>\r\n"
            + ("<p>Error code " + status + ".\r\n<p>Message: " + phrase + ".\r\n</body>\r\n"),
        answer.body());
  }

  @Test
  void classicPage_actions_takePostOnly() throws Exception {
    assertEquals(405, server.ask("GET", "/index.html?action=stopall").status());
    RawClient.Answer done = server.post("/index.html?action=stop&processname=web", "");
    assertEquals(301, done.status());
    assertEquals("/?message=Process+web+stopped", done.headers().get("location"));
    assertEquals("OK", server.ask("GET", "/ok.html").body());
  }

  @Test
  void tailPage_escapesWhatItShows() throws Exception {
    Files.writeString(log, "<script>&");
    String page = server.ask("GET", "/tail.html?processname=web").body();
    assertTrue(page.contains("<pre>&lt;script&gt;&amp;</pre>"), page);
    String unknown = server.ask("GET", "/tail.html?processname=%3Cb%3E").body();
    assertTrue(unknown.contains("[10] BAD_NAME: &lt;b&gt;"), unknown);
  }

  @Test
  void row45_multicall_answersBareValues_oneCallAfterTheOther() throws Exception {
    List<?> answers =
        (List<?>)
            value(
                "system.multicall",
                List.of(
                    Map.of("methodName", "supervisor.stopProcess", "params", List.of("web")),
                    Map.of("methodName", "supervisor.startProcess", "params", List.of("web")),
                    Map.of("methodName", "supervisor.getVersion")));
    assertEquals(List.of(true, true, "3.0"), answers);
    List<String> asked =
        server.fleet.asked.stream().filter(command -> command.startsWith("St")).toList();
    assertTrue(asked.get(0).startsWith("Stop"), asked::toString);
    assertTrue(asked.get(1).startsWith("Start"), asked::toString);
  }

  @Test
  void row46_reloadConfig_answersThreeListsInAListInAList() throws Exception {
    assertEquals(
        List.of(List.of(List.of("new"), List.of("web"), List.of("old"))),
        value("supervisor.reloadConfig"));
  }

  @Test
  void row47_wholeGroup_isABadNameForInfo_andAListForStart() throws Exception {
    assertEquals("10 BAD_NAME: web:*", fault("supervisor.getProcessInfo", "web:*"));
    List<?> started = (List<?>) value("supervisor.startProcess", "db:*");
    assertEquals("db", ((Map<?, ?>) started.getFirst()).get("name"));
    assertEquals(80L, ((Map<?, ?>) started.getFirst()).get("status"));
  }
}
