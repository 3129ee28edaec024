package io.jsupervisor.ctl.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jsupervisor.ctl.main.JSupervisorCtl;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The classic text and exit codes, from a server that speaks our API. */
class ApiTransportTest {
  private static final String RUNNING =
      """
      {"name":"web_00","group":"web","namespec":"web:web_00","start":1790000000,"stop":0,\
      "now":1790000042,"state":20,"statename":"RUNNING","spawnerr":"","exitstatus":0,\
      "logfile":"","stdout_logfile":"","stderr_logfile":"","pid":123,\
      "description":"pid 123, uptime 0:00:42","port":8000,"ready":true,"fault":null}\
      """;
  private static final String STOPPED =
      """
      {"name":"cat","group":"cat","namespec":"cat:cat","start":0,"stop":0,"now":1790000042,\
      "state":0,"statename":"STOPPED","pid":0,"description":"Not started"}\
      """;

  @TempDir Path directory;
  private ApiServer server;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @BeforeEach
  void begin() throws IOException {
    server = new ApiServer();
    Files.writeString(
        directory.resolve("c.conf"), "[supervisorctl]\nserverurl=" + server.url() + "\n");
  }

  @AfterEach
  void end() {
    server.close();
  }

  private int run(String line) {
    return run(line, "");
  }

  private int run(String line, String typed) {
    out.reset();
    err.reset();
    List<String> args = new ArrayList<>(List.of("-c", directory.resolve("c.conf").toString()));
    args.addAll(List.of(line.split(" ")));
    return JSupervisorCtl.run(
        args.toArray(String[]::new),
        new ByteArrayInputStream(typed.getBytes(StandardCharsets.UTF_8)),
        out,
        err);
  }

  private void assertRuns(String line, int code, String text) {
    int actual = run(line);
    assertEquals(text, out.toString(StandardCharsets.UTF_8));
    assertEquals(code, actual);
    assertEquals("", err.toString(StandardCharsets.UTF_8));
  }

  @Test
  void status_asked_isTheClassicTable() {
    server.json(
        "GET /api/v1/processes?usage=false", "{\"processes\":[" + STOPPED + "," + RUNNING + "]}");

    assertRuns(
        "status",
        3,
        """
        cat                              STOPPED   Not started
        web:web_00                       RUNNING   pid 123, uptime 0:00:42
        """);
    assertRuns(
        "status web:*", 0, "web:web_00                       RUNNING   pid 123, uptime 0:00:42\n");
  }

  @Test
  void status_asJson_passesEveryFieldOn() {
    server.json("GET /api/v1/processes", "{\"processes\":[" + RUNNING + "]}");
    String expected =
        "{\"processes\":["
            + RUNNING
            + "],\"errors\":[{\"name\":\"nope\",\"code\":\"BAD_NAME\","
            + "\"message\":\"nope: ERROR (no such process)\"}]}\n";

    assertRuns("status web:* nope --json", 4, expected);
    assertRuns("--json status web:* nope", 4, expected);
  }

  @Test
  void versionAndPid_asked_costOneRequest() {
    assertRuns("version", 0, "4.3.0\n");
    assertRuns("pid", 0, "4711\n");
    assertRuns("version --json", 0, "{\"version\":\"4.3.0\"}\n");
    assertRuns("pid --json", 0, "{\"pid\":4711}\n");
    assertEquals(List.of(), server.asked());
  }

  @Test
  void pidOfProcess_asked_isPrinted() {
    server.json("GET /api/v1/processes/cat:cat", STOPPED);
    server.problem("GET /api/v1/processes/nope:nope", 404, "BAD_NAME", 10, "no process is named");

    assertRuns("pid cat", 7, "0\n");
    assertRuns("pid nope web:*", 1, "No such process nope\nNo such process web:*\n");
    assertRuns("pid cat --json", 7, "{\"processes\":[{\"namespec\":\"cat:cat\",\"pid\":0}]}\n");
  }

  @Test
  void start_answeredPerProcess_printsTheClassicLines() {
    server.json(
        "POST /api/v1/processes/all/start?wait=true",
        """
        {"results":[{"namespec":"cat:cat","ok":false,"state":"FATAL","code":"NO_FILE","fault":20,
          "error":"cannot find command"},
         {"namespec":"web:web_00","ok":true,"state":"RUNNING"},
         {"namespec":"web:web_01","ok":false,"state":"BACKOFF","code":"SPAWN_ERROR","fault":50,
          "error":"it ended within 1 s"}]}\
        """);

    assertRuns(
        "start web:web_00 all",
        7,
        """
        cat: ERROR (no such file)
        web:web_00: started
        web:web_01: ERROR (spawn error)
        """);
  }

  @Test
  void start_ofUnknownNames_printsTheClassicErrors() {
    String detail = "no process is named so";
    server.problem("POST /api/v1/processes/nope:nope/start?wait=true", 404, "BAD_NAME", 10, detail);
    server.problem("POST /api/v1/processes/nope:*/start?wait=true", 404, "BAD_NAME", 10, detail);

    assertRuns("start nope", 1, "nope: ERROR (no such process)\n");
    assertRuns("start nope:*", 2, "nope: ERROR (no such group)\n");
  }

  @Test
  void restart_asked_stopsThenStarts() {
    server.json(
        "POST /api/v1/processes/web:*/stop?wait=true",
        "{\"results\":[{\"namespec\":\"web:web_00\",\"ok\":true,\"state\":\"STOPPED\"}]}");
    server.json(
        "POST /api/v1/processes/web:*/start?wait=true",
        "{\"results\":[{\"namespec\":\"web:web_00\",\"ok\":true,\"state\":\"RUNNING\"}]}");

    assertRuns("restart web:*", 0, "web:web_00: stopped\nweb:web_00: started\n");
    assertEquals(
        List.of(
            "POST /api/v1/processes/web:*/stop?wait=true",
            "POST /api/v1/processes/web:*/start?wait=true"),
        server.asked());
    assertRuns(
        "restart web:* --json",
        0,
        """
        {"results":[{"namespec":"web:web_00","action":"stop","ok":true,"state":"STOPPED",\
        "code":"SUCCESS","fault":80,"message":"OK"},\
        {"namespec":"web:web_00","action":"start","ok":true,"state":"RUNNING",\
        "code":"SUCCESS","fault":80,"message":"OK"}]}
        """);
  }

  @Test
  void signal_sent_carriesItsName() {
    server.json(
        "POST /api/v1/processes/web:web_00/signal",
        "{\"results\":[{\"namespec\":\"web:web_00\",\"ok\":true,\"state\":\"RUNNING\"}]}");

    assertRuns("signal HUP web:web_00", 0, "web:web_00: signalled\n");
    assertEquals(
        List.of("POST /api/v1/processes/web:web_00/signal {\"signal\":\"HUP\"}"), server.asked());
  }

  @Test
  void badSignal_toAGroup_isReportedForEachProcessThatRuns() {
    server.json(
        "GET /api/v1/processes?usage=false", "{\"processes\":[" + STOPPED + "," + RUNNING + "]}");
    server.problem("POST /api/v1/processes/web:*/signal", 400, "BAD_SIGNAL", 11, "no signal X");
    server.problem("POST /api/v1/processes/all/signal", 400, "BAD_SIGNAL", 11, "no signal X");
    server.problem("POST /api/v1/processes/no:no/signal", 400, "BAD_SIGNAL", 11, "no signal X");
    server.problem("POST /api/v1/processes/no:*/signal", 400, "BAD_SIGNAL", 11, "no signal X");
    server.problem("POST /api/v1/processes/cat:cat/signal", 400, "BAD_SIGNAL", 11, "no signal X");

    assertRuns("signal X web:*", 1, "web:web_00: ERROR (bad signal name)\n");
    assertRuns("signal X all", 1, "web:web_00: ERROR (bad signal name)\n");
    assertRuns("signal X cat", 1, "cat: ERROR (bad signal name)\n");
    assertRuns("signal X no", 1, "no: ERROR (no such process)\n");
    assertRuns("signal X no:*", 1, "no: ERROR (no such group)\n");
  }

  @Test
  void clear_asked_clears() {
    server.json(
        "POST /api/v1/processes/cat:cat/clear-logs?wait=true",
        "{\"results\":[{\"namespec\":\"cat:cat\",\"ok\":true,\"state\":\"STOPPED\"}]}");

    assertRuns("clear cat web:*", 1, "cat: cleared\nweb:None: ERROR (no such process)\n");
  }

  @Test
  void tail_asked_printsRawBytesInSeveralPieces() throws IOException {
    byte[] odd = {'a', (byte) 0xff, 0, '\r', '\n'};
    server.bytes("GET /api/v1/processes/cat:cat/log/stderr?offset=-8", odd, 105, 108);
    server.bytes(
        "GET /api/v1/processes/cat:cat/log/stderr?offset=105",
        new byte[] {'x', 'y', 'z'},
        108,
        120);

    assertEquals(0, run("tail -8 cat stderr"));
    ByteArrayOutputStream expected = new ByteArrayOutputStream();
    expected.write(odd);
    expected.write("xyz\n".getBytes(StandardCharsets.UTF_8));
    assertEquals(List.of(bytes(expected)), List.of(bytes(out)));
  }

  private static List<Byte> bytes(ByteArrayOutputStream stream) {
    List<Byte> list = new ArrayList<>();
    for (byte octet : stream.toByteArray()) {
      list.add(octet);
    }
    return list;
  }

  @Test
  void tail_withoutLog_printsTheClassicErrors() {
    server.problem(
        "GET /api/v1/processes/cat:cat/log/stdout?offset=-1600", 404, "NO_FILE", 20, "no log");
    server.problem(
        "GET /api/v1/processes/no:no/log/stdout?offset=-1600", 404, "BAD_NAME", 10, "none");
    server.bytes("GET /api/v1/log?offset=-1600", "log\n".getBytes(StandardCharsets.UTF_8), 4, 4);

    assertRuns("tail cat", 1, "cat: ERROR (no log file)\n");
    assertRuns("tail no", 1, "no: ERROR (no such process name)\n");
    assertRuns("maintail", 0, "log\n\n");
    assertRuns("maintail --json", 0, "{\"text\":\"log\\n\"}\n");
  }

  @Test
  void followedLog_ended_wasCopied() {
    server.prepare(
        "GET /logtail/web:web_00/stdout",
        200,
        "text/plain",
        "hello\n".getBytes(StandardCharsets.UTF_8),
        Map.of());

    assertRuns("tail -f web:web_00", 0, "==> Press Ctrl-C to exit <==\nhello\n");
    assertEquals(2, run("tail -f web:web_00 --json"));
    assertTrue(err.toString(StandardCharsets.UTF_8).contains("--json"));
  }

  @Test
  void avail_asked_isSortedByProcess() {
    server.json(
        "GET /api/v1/config",
        """
        {"file":"x","programs":[
         {"group":"web","name":"web_00","autostart":true,"inuse":true,"priority":5,"group_priority":1},
         {"group":"cat","name":"cat","autostart":false,"inuse":false,"priority":999,"group_priority":999}]}\
        """);

    assertRuns(
        "avail",
        0,
        """
        cat                              avail     manual    999:999
        web:web_00                       in use    auto      1:5
        """);
  }

  @Test
  void rereadAndUpdate_asked_takeTheClassicSteps() {
    server.json(
        "POST /api/v1/config/reread",
        "{\"added\":[\"new\"],\"changed\":[\"web\"],\"removed\":[\"old\"]}");
    server.json("POST /api/v1/config/update?starts=false", replaced(""));

    assertRuns("reread", 0, "new: available\nold: disappeared\nweb: changed\n");
    assertRuns(
        "reread --json", 0, "{\"added\":[\"new\"],\"changed\":[\"web\"],\"removed\":[\"old\"]}\n");
    assertRuns(
        "update",
        0,
        """
        old: stopped
        old: removed process group
        web: stopped
        web: updated process group
        new: added process group
        """);
    assertRuns(
        "update new --json".replace("new", "all"),
        0,
        """
        {"groups":[{"group":"old","action":"stopped"},{"group":"old","action":"removed"},\
        {"group":"web","action":"stopped"},{"group":"web","action":"updated"},\
        {"group":"new","action":"added"}]}
        """);
  }

  private static String replaced(String results) {
    return "{\"id\":\"9\",\"kind\":\"update\",\"done\":true,\"results\":[" + results + "]}";
  }

  @Test
  void update_listenerCannotBeBound_saysWhatStaysAsItIs_andExits1() {
    server.json(
        "POST /api/v1/config/reread",
        "{\"added\":[],\"changed\":[\"cat\",\"web\"],\"removed\":[]}");
    server.json(
        "POST /api/v1/config/update?starts=false",
        replaced(
            "{\"namespec\":\"web:web_00\",\"ok\":false,\"state\":\"RUNNING\","
                + "\"error\":\"[socket:x] cannot listen on 127.0.0.1:80: it is in use\"}"));

    assertRuns(
        "update",
        1,
        """
        web: ERROR ([socket:x] cannot listen on 127.0.0.1:80: it is in use)
        cat: stopped
        cat: updated process group
        """);
  }

  @Test
  void update_ofSomeGroups_asksForThoseOnly_andNothingChangedForNone() {
    server.json(
        "POST /api/v1/config/reread",
        "{\"added\":[],\"changed\":[\"cat\",\"web\"],\"removed\":[]}");
    server.json("POST /api/v1/config/update?starts=false", replaced(""));
    server.json("GET /api/v1/processes?usage=false", "{\"processes\":[" + RUNNING + "]}");

    assertRuns("update web", 0, "web: stopped\nweb: updated process group\n");
    assertTrue(
        server.asked().contains("POST /api/v1/config/update?starts=false {\"groups\":[\"web\"]}"),
        () -> server.asked().toString());
  }

  @Test
  void badFiles_reread_areListed() {
    server.prepare(
        "POST /api/v1/config/reread",
        409,
        "application/problem+json",
        """
        {"type":"urn:jsupervisor:problem:cant-reread","status":409,"detail":"2 problems",
         "code":"CANT_REREAD","fault":92,"problems":[
         {"file":"/a.conf","line":3,"section":"program:x","option":"startsecs","message":"bad"},
         {"file":"/a.conf","line":9,"message":"worse"}]}\
        """
            .getBytes(StandardCharsets.UTF_8),
        Map.of());

    assertRuns(
        "reread",
        1,
        """
        ERROR: CANT_REREAD: /a.conf:3: [program:x] startsecs: bad
        /a.conf:9: worse
        """);
  }

  @Test
  void shuttingDown_asked_isTheClassicRefusalOfEachCommand() {
    for (String request :
        List.of(
            "GET /api/v1/config",
            "POST /api/v1/config/reread",
            "POST /api/v1/config/reload",
            "POST /api/v1/groups/web/add",
            "POST /api/v1/groups/web/remove",
            "POST /api/v1/shutdown")) {
      server.problem(request, 503, "SHUTDOWN_STATE", 6, "the daemon is stopping");
    }
    server.json(
        "GET /api/v1/info", "{\"apiVersion\":\"3.0\",\"statecode\":-1,\"state\":\"SHUTDOWN\"}");
    String refused = "error: <Fault 6: 'SHUTDOWN_STATE'>, the daemon is stopping or restarting\n";

    assertRuns("status", 1, refused);
    assertRuns("start web", 1, refused);
    assertRuns("remove web", 1, refused);
    assertRuns("avail", 1, "ERROR: supervisor shutting down\n");
    assertRuns("reread", 1, "ERROR: supervisor shutting down\n");
    assertRuns("update", 1, "ERROR: already shutting down\n");
    assertRuns("add web", 1, "ERROR: shutting down\n");
    assertRuns("reload", 1, "ERROR: already shutting down\n");
    assertRuns("shutdown", 0, "ERROR: already shutting down\n");
  }

  @Test
  void password_wanted_isSentOrMissed() {
    server.problem("GET /api/v1/info", 401, "", 0, "sign in");

    assertRuns(
        "status",
        1,
        "Server requires authentication\nerror: <HTTP 401>, "
            + server.url()
            + ": give its username and password\n");
    run("-u amy -p se:cret status");
    assertEquals(List.of("null", "Basic YW15OnNlOmNyZXQ="), server.authorizations());
  }

  @Test
  void otherServer_asked_saysWhatIsWrong() {
    server.json("GET /api/v1/info", "{\"apiVersion\":\"9.0\",\"statecode\":1}");

    assertRuns(
        "status",
        4,
        "Sorry, this version of supervisorctl expects to talk to a server with API version 3.0,"
            + " but the remote version is 9.0.\n");
    assertRuns(
        "version",
        5,
        "Sorry, this version of supervisorctl expects to talk to a server with API version 3.0,"
            + " but the remote version is 9.0.\n");
  }

  @Test
  void foreground_typedInto_sendsLinesUntilTheProcessIsGone() {
    server.json("GET /api/v1/processes/web:web_00", RUNNING);
    server.prepare(
        "POST /api/v1/processes/web:web_00/stdin", 204, "text/plain", new byte[0], Map.of());
    server.bytes("GET /logtail/web:web_00/stdout", new byte[0], 0, 0);
    server.bytes("GET /logtail/web:web_00/stderr", new byte[0], 0, 0);

    assertEquals(0, run("fg web:web_00", "one\ntwo \u00e9\n"));
    assertEquals(
        "==> Press Ctrl-C to exit <==\nExiting foreground\n", out.toString(StandardCharsets.UTF_8));
    assertTrue(server.asked().contains("POST /api/v1/processes/web:web_00/stdin one\n"));
    assertTrue(server.asked().contains("POST /api/v1/processes/web:web_00/stdin two \u00e9\n"));

    server.problem(
        "POST /api/v1/processes/web:web_00/stdin", 409, "NOT_RUNNING", 70, "it does not run");
    run("fg web:web_00", "one\n");
    assertTrue(
        out.toString(StandardCharsets.UTF_8).endsWith("Process got killed\nExiting foreground\n"));
  }

  @Test
  void statusVerbose_asked_showsWhatOnlyOurDaemonKnows() {
    String failed =
        """
        {"name":"cat","group":"cat","state":200,"statename":"FATAL","pid":0,"ready":false,\
        "description":"Exited too quickly (process log may have details)","cpu":null,\
        "rss":null,"fault":{"step":"executing","errno":"ENOENT","detail":"no file /x"}}\
        """;
    String used = RUNNING.replace("\"fault\"", "\"cpu\":12.34,\"rss\":12345678,\"fault\"");
    String out =
        RUNNING
            .replace("web_00", "web_01")
            .replace(
                "\"ready\":true",
                "\"ready\":false,\"readiness\":{\"why\":\"HTTP 503\"},"
                    + "\"drift\":{\"running\":5,\"configured\":3}");
    server.json(
        "GET /api/v1/processes", "{\"processes\":[" + failed + "," + used + "," + out + "]}");

    assertRuns(
        "status -v",
        3,
        """
        NAME        STATE                PORT  CPU%  MEMORY  DESCRIPTION
        cat         FATAL                -     -     -       Exited too quickly (process log may have details) (executing: no file /x)
        web:web_00  RUNNING (ready)      8000  12.3  11.8M   pid 123, uptime 0:00:42
        web:web_01  RUNNING (not ready)  8000  -     -       pid 123, uptime 0:00:42 (scaled: 5, file says 3) (HTTP 503)
        """);
  }

  @Test
  void json_withAnEndlessCommand_isRefused() {
    for (String line : List.of("fg cat --json", "status --watch --json", "--json")) {
      assertEquals(2, run(line), line);
      assertTrue(err.toString(StandardCharsets.UTF_8).contains("--json"), line);
    }
    assertEquals(List.of(), server.asked());
  }

  private static String roll(boolean done, String more, String phase) {
    return """
    {"id":"7","kind":"rolling-restart","begun":"2026-01-01T00:00:00Z","done":%s%s,\
    "results":[{"namespec":"web:web_00","ok":%s,"state":"RUNNING","phase":"%s"}]}\
    """
        .formatted(done, more, done ? "true" : "null", phase);
  }

  private static String ended(String outcome, String reason) {
    return roll(true, ",\"outcome\":\"" + outcome + "\",\"reason\":\"" + reason + "\"", "done");
  }

  @Test
  void rollingRestart_done_tellsProgressAndOneSentence() {
    server.json("POST /api/v1/processes/web:*/restart?rolling=true", roll(false, "", "draining"));
    server.json("GET /api/v1/operations/7", ended("done", "1 process restarted"));

    assertRuns(
        "restart --rolling web:*",
        0,
        "web:web_00: draining\nweb:web_00: done\ndone: 1 process restarted\n");
  }

  @Test
  void roll_ended_hasTheExitCodeOfItsOutcome() {
    server.json(
        "POST /api/v1/config/update?rolling=true",
        ended("rolled-back", "web:web_00 did not start"));
    assertEquals(8, run("update --rolling web"));
    server.json("POST /api/v1/config/update?rolling=true", ended("refused", "nothing changed"));
    assertEquals(1, run("update --rolling"));
    server.json("POST /api/v1/programs/web/scale", ended("stopped", "not ready"));
    assertEquals(9, run("scale web 5"));
  }

  @Test
  void rollInJson_done_isOneObject() {
    server.json("POST /api/v1/programs/web/scale", ended("done", "5"));

    assertRuns(
        "--json scale web 5",
        0,
        """
        {"id":"7","kind":"rolling-restart","outcome":"done","reason":"5","results":[\
        {"namespec":"web:web_00","ok":true,"phase":"done","state":"RUNNING"}]}
        """);
  }

  @Test
  void secondRoll_refused_saysWhichRuns() {
    server.problem(
        "POST /api/v1/processes/web:*/restart?rolling=true",
        409,
        "CONFLICT",
        200,
        "rolling-update 6 of web is not done yet");

    assertRuns("restart --rolling web:*", 1, "refused: rolling-update 6 of web is not done yet\n");
  }

  @Test
  void roll_abortedByProgram_isFoundAmongTheOperations() {
    server.json("GET /api/v1/operations", "{\"operations\":[" + roll(false, "", "stopping") + "]}");
    server.json("DELETE /api/v1/operations/7", roll(false, "", "starting"));
    server.json("GET /api/v1/operations/7", ended("aborted", "aborted by a user"));

    assertEquals(9, run("restart --rolling --abort web:*"));
    assertEquals(1, run("scale --abort other"));
  }

  @Test
  void scale_withoutNumber_showsWhereTheFileSaysOtherwise() {
    server.json(
        "GET /api/v1/programs",
        "{\"programs\":[{\"name\":\"cat\",\"numprocs\":1,\"configured\":1},"
            + "{\"name\":\"web\",\"numprocs\":5,\"configured\":3}]}");

    assertRuns("scale", 0, "cat: 1\nweb: 5 (3 by its file)\n");
    assertRuns("scale web", 0, "web: 5 (3 by its file)\n");
    assertEquals(1, run("scale nope"));
  }

  @Test
  void update_onlyNumprocsChanged_leavesTheStepsToTheDaemon() {
    server.json(
        "POST /api/v1/config/reread",
        "{\"added\":[],\"changed\":[\"web\"],\"removed\":[],\"scaled\":[\"web\"]}");
    server.json("POST /api/v1/config/update?starts=false", ended("done", "changed web"));

    assertRuns("update", 0, "web: updated process group\n");
  }
}
