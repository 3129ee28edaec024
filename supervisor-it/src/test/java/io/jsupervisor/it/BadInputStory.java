package io.jsupervisor.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What careless and hostile clients send to the packaged daemon: each gets its fault or is dropped,
 * others do not wait, and memory stays within the packaged heap.
 */
@Timeout(300)
class BadInputStory {
  private static final int MEGABYTE = 1024 * 1024;
  private static final int SLOW_CLIENTS = 500;

  /** Above the memory of a daemon that has served everything else here; a leak is far more. */
  private static final long MOST_GROWTH_KIB = 64 * 1024;

  @TempDir static Path run;
  private static DaemonUnderTest daemon;

  @BeforeAll
  static void begin() throws IOException {
    Path config =
        Files.writeString(
            run.resolve("d.conf"),
            """
            [unix_http_server]
            file=%1$s/jsupervisor.sock
            username=amy
            password=secret
            [supervisord]
            logfile=%1$s/main.log
            logfile_maxbytes=0
            pidfile=%1$s/jsupervisord.pid
            childlogdir=%1$s
            [rpcinterface:supervisor]
            supervisor.rpcinterface_factory=supervisor.rpcinterface:make_main_rpcinterface
            [supervisorctl]
            serverurl=unix://%1$s/jsupervisor.sock
            username=amy
            password=secret
            [program:cat]
            command=cat
            """
                .formatted(run));
    daemon = DaemonUnderTest.start(config, run);
  }

  @AfterAll
  static void end() {
    daemon.close();
  }

  private static String head(String method, String path, String... headers) {
    String credentials =
        Base64.getEncoder().encodeToString("amy:secret".getBytes(StandardCharsets.UTF_8));
    StringBuilder head = new StringBuilder(method + " " + path + " HTTP/1.0\r\n");
    head.append("Authorization: Basic ").append(credentials).append("\r\n");
    for (String header : headers) {
      head.append(header).append("\r\n");
    }
    return head.append("\r\n").toString();
  }

  private static String post(String body) {
    int length = body.getBytes(StandardCharsets.UTF_8).length;
    return head("POST", "/RPC2", "Content-Length: " + length) + body;
  }

  private static String call(String method, String... values) {
    StringBuilder xml = new StringBuilder("<methodCall><methodName>" + method + "</methodName>");
    xml.append("<params>");
    for (String value : values) {
      xml.append("<param><value>").append(value).append("</value></param>");
    }
    return xml.append("</params></methodCall>").toString();
  }

  private static void assertOthersAreServed() throws IOException {
    try (Wire other = Wire.unix(daemon.socket())) {
      other.send(post(call("supervisor.getState")));
      assertTrue(other.rest().contains("RUNNING"), daemon::output);
    }
  }

  private static long rssKib() throws IOException {
    return Files.readAllLines(Path.of("/proc/" + daemon.pid() + "/status")).stream()
        .filter(line -> line.startsWith("VmRSS:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
        .sum();
  }

  static Stream<Arguments> bodies() {
    String lol = "<!ENTITY a \"lol\">";
    StringBuilder bomb = new StringBuilder("<!DOCTYPE x [" + lol);
    for (char c = 'b'; c < 'n'; c++) {
      bomb.append("<!ENTITY ").append(c).append(" \"");
      bomb.append(("&" + (char) (c - 1) + ";").repeat(10)).append("\">");
    }
    return Stream.of(
        Arguments.of("nothing", "", 400),
        Arguments.of("no XML", "hello", 400),
        Arguments.of("cut off", "<methodCall><methodName>supervisor.getState", 400),
        Arguments.of("wrong nesting", "<methodCall></methodName></methodCall>", 400),
        Arguments.of("no method", "<methodCall></methodCall>", 400),
        Arguments.of("entity bomb", bomb + "]>" + call("supervisor.getPID", "&m;"), 400),
        Arguments.of(
            "file by entity",
            "<!DOCTYPE x [<!ENTITY e SYSTEM \"file:///etc/passwd\">]>"
                + call("supervisor.getProcessInfo", "&e;"),
            400),
        Arguments.of(
            "deep nesting",
            call("supervisor.getState", "<array><data><value>".repeat(100_000)),
            400));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("bodies")
  void badBody_sent_isRefused(String what, String body, int status) throws IOException {
    try (Wire wire = Wire.unix(daemon.socket())) {
      wire.send(post(body));
      assertEquals(status, wire.status(), what);
      assertTrue(wire.rest().contains("<p>Message: Bad Request."), what);
    }
    assertOthersAreServed();
  }

  static Stream<Arguments> calls() {
    return Stream.of(
        Arguments.of(call("supervisor.nope"), 1),
        Arguments.of(call("nope.getState"), 1),
        Arguments.of(call("getState"), 1),
        Arguments.of(call("supervisor._update"), 1),
        Arguments.of(call("supervisor.getState.x"), 1),
        Arguments.of(call("system.methodHelp", "supervisor.nope"), 4),
        Arguments.of(call("supervisor.getState", "<int>1</int>"), 2),
        Arguments.of(call("supervisor.startProcess"), 2),
        Arguments.of(call("supervisor.startProcess", "nope"), 10),
        Arguments.of(call("supervisor.startProcess", "../../etc/passwd"), 10),
        Arguments.of(call("supervisor.signalProcess", "cat", "NOPE"), 11),
        Arguments.of(call("supervisor.readLog", "<int>-5</int>", "<int>-5</int>"), 3));
  }

  @ParameterizedTest
  @MethodSource("calls")
  void badCall_sent_getsItsFault(String body, int fault) throws IOException {
    try (Wire wire = Wire.unix(daemon.socket())) {
      wire.send(post(body));
      String answer = wire.rest();
      assertTrue(answer.contains("<int>" + fault + "</int>"), body + " -> " + answer);
    }
  }

  @Test
  void numberAsAName_sent_isRefusedAndOthersGoOn() throws IOException {
    try (Wire wire = Wire.unix(daemon.socket())) {
      wire.send(post(call("supervisor.getProcessInfo", "<int>1</int>")));
      assertEquals(500, wire.status());
    }
    assertOthersAreServed();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Authorization: Basic %%%",
        "Authorization: Basic YW15Om5v",
        "Authorization: Digest username=\"amy\"",
        "Authorization: Bearer nonsense",
        "X-Nothing: 1"
      })
  void wrongCredentials_sent_areRefusedEverywhere(String header) throws IOException {
    for (String path : List.of("/RPC2", "/logtail/cat", "/mainlogtail", "/api/v1/info", "/x")) {
      try (Wire wire = Wire.unix(daemon.socket())) {
        wire.send("GET " + path + " HTTP/1.0\r\n" + header + "\r\n\r\n");
        int status = wire.status();
        assertTrue(status == 401 || status == 400, path + " -> " + status);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/logtail/../../etc/passwd",
        "/logtail/..%2f..%2fetc%2fpasswd",
        "/logtail/%2e%2e/%2e%2e/etc/passwd",
        "/logtail//etc/passwd",
        "/logtail/cat/../../../etc/passwd",
        "/logtail/cat%00/stdout",
        "/logtail/cat/stdout%00",
        "/logtail/cat:../stdout",
        "/logtail/cat/..;/stdout",
        "/logtail/%c0%ae%c0%ae/stdout",
        "/../../etc/passwd",
        "/%2e%2e/%2e%2e/etc/passwd",
        "/api/v1/processes/..%2f..%2fetc/log/stdout",
        "/logtail",
        "/logtail/",
      })
  void pathTrick_asked_isRefused(String path) throws IOException {
    try (Wire wire = Wire.unix(daemon.socket())) {
      wire.send(head("GET", path));
      int status = wire.status();
      assertTrue(status == 400 || status == 404 || status == 500, path + " -> " + status);
      assertTrue(!wire.rest().contains("root:"), path);
    }
  }

  @Test
  void hundredMegabytes_announcedAndSent_areRefusedInFlatMemory() throws IOException {
    assertOthersAreServed();
    long before = rssKib();
    byte[] piece = new byte[MEGABYTE];
    Arrays.fill(piece, (byte) 'x');
    for (String path : List.of("/RPC2", "/api/v1/processes/cat/stdin", "/nope")) {
      try (Wire wire = Wire.unix(daemon.socket())) {
        wire.send(head("POST", path, "Content-Length: " + 100L * MEGABYTE));
        for (int sent = 0; sent < 100 && wire.send(piece); sent++) {
          assertTrue(sent < 100);
        }
        assertEquals(413, wire.status(), path);
      }
      assertOthersAreServed();
    }
    assertTrue(rssKib() - before < MOST_GROWTH_KIB, () -> "grew from " + before + " KiB");
  }

  @Test
  void hundredMegabytes_inChunks_areRefusedInFlatMemory() throws IOException {
    long before = rssKib();
    String chunk = "100000\r\n" + "x".repeat(MEGABYTE) + "\r\n";
    for (String path : List.of("/RPC2", "/api/v1/processes/cat/stdin")) {
      try (Wire wire = Wire.unix(daemon.socket())) {
        wire.send(
            head("POST", path, "Host: localhost", "Transfer-Encoding: chunked")
                .replace("HTTP/1.0", "HTTP/1.1"));
        for (int sent = 0; sent < 100 && wire.send(chunk); sent++) {
          assertTrue(sent < 100);
        }
        int status = wire.status();
        assertTrue(status == 411 || status == 413, path + " -> " + status);
      }
      assertOthersAreServed();
    }
    assertTrue(rssKib() - before < MOST_GROWTH_KIB, () -> "grew from " + before + " KiB");
  }

  /** As large as is taken, several at once, of the shapes that cost most. */
  @Test
  void largestBodies_atOnce_endNoDaemon() throws IOException {
    String texts = "<string>" + "t".repeat(4_000_000) + "</string>";
    String numbers =
        "<array><data>" + "<value><i4>1</i4></value>".repeat(249_000) + "</data></array>";
    List<String> bodies =
        List.of(
            call("supervisor.getState", texts, texts, texts),
            call("supervisor.getState", numbers),
            call("system.multicall", numbers));
    List<Wire> senders = new ArrayList<>();
    try {
      for (int i = 0; i < 12; i++) {
        Wire sender = Wire.unix(daemon.socket());
        senders.add(sender);
        sender.send(post(bodies.get(i % bodies.size())));
      }
      for (Wire sender : senders) {
        int status = sender.status();
        assertTrue(List.of(0, 200, 400, 500, 503).contains(status), () -> "status " + status);
      }
    } finally {
      for (Wire sender : senders) {
        sender.close();
      }
    }
    assertOthersAreServed();
  }

  @Test
  void halfABody_sent_holdsNobodyUp() throws IOException {
    List<Wire> halves = new ArrayList<>();
    try {
      String whole = post(call("supervisor.getState"));
      for (int i = 0; i < 50; i++) {
        Wire half = Wire.unix(daemon.socket());
        halves.add(half);
        half.send(whole.substring(0, whole.length() - 10));
        assertOthersAreServed();
      }
      Wire last = halves.getLast();
      last.send(whole.substring(whole.length() - 10));
      assertEquals(200, last.status());
    } finally {
      for (Wire half : halves) {
        half.close();
      }
    }
    assertOthersAreServed();
  }

  @Test
  void fiftyMegabytesOfLog_readByManyAtOnce_areStreamed() throws Exception {
    String line =
        "2026-01-01 00:00:00,000 INFO fifty megabytes of lines like this one, with \u00e9\n";
    byte[] block = line.repeat(10_000).getBytes(StandardCharsets.UTF_8);
    Path log = run.resolve("main.log");
    try (var out = Files.newOutputStream(log, java.nio.file.StandardOpenOption.APPEND)) {
      for (long size = 0; size < 50L * MEGABYTE; size += block.length) {
        out.write(block);
      }
    }
    long before = rssKib();
    List<Wire> readers = new ArrayList<>();
    try {
      for (int i = 0; i < 4; i++) {
        Wire reader = Wire.unix(daemon.socket());
        readers.add(reader);
        reader.send(post(call("supervisor.readLog", "<int>0</int>", "<int>0</int>")));
      }
      assertOthersAreServed();
      for (Wire reader : readers) {
        assertEquals(200, reader.status());
        assertTrue(reader.drain() >= 50L * MEGABYTE);
      }
    } finally {
      for (Wire reader : readers) {
        reader.close();
      }
    }
    assertTrue(rssKib() - before < MOST_GROWTH_KIB, () -> "grew from " + before + " KiB");
    assertOthersAreServed();
  }

  @Test
  @Tag("slow")
  void fiveHundredClients_oneByteASecond_areDroppedAndNobodyWaits() throws Exception {
    assertOthersAreServed();
    long before = rssKib();
    byte[] head = head("POST", "/RPC2", "Content-Length: 100000").getBytes(StandardCharsets.UTF_8);
    List<Wire> open = new ArrayList<>();
    try {
      for (int i = 0; i < SLOW_CLIENTS; i++) {
        Wire slow = Wire.unix(daemon.socket());
        open.add(slow);
        if (i % 2 == 0) {
          slow.send(head); // half of them dawdle in the head, half in the body
        }
      }
      for (int second = 0; second < 45; second++) {
        for (int i = 0; i < open.size(); i++) {
          open.get(i).send(new byte[] {i % 2 == 0 ? (byte) ' ' : head[second]});
        }
        assertOthersAreServed();
        LockSupport.parkNanos(1_000_000_000L); // the story is of one byte a second
      }
      assertTrue(rssKib() - before < MOST_GROWTH_KIB, () -> "grew from " + before + " KiB");
      for (Wire slow : open) {
        int status = slow.status(); // waits for ever where nothing happened
        assertTrue(status == 0 || status >= 400, () -> "status " + status);
      }
    } finally {
      for (Wire slow : open) {
        slow.close();
      }
    }
    assertOthersAreServed();
  }
}
