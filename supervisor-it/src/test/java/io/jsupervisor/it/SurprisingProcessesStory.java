package io.jsupervisor.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Surprises (spec section 12) that one daemon shows on many programs, each test with programs of
 * its own. Debian's daemon passes them too.
 */
@Timeout(300)
class SurprisingProcessesStory {
  private static final String LONG = "a-name-of-forty-characters-0123456789012";

  private static final String CONFIGURATION =
      """
      [unix_http_server]
      file=%(here)s/jsupervisor.sock
      [inet_http_server]
      port=127.0.0.1:9001
      username=
      password=ignored
      [supervisord]
      user=root
      logfile=%(here)s/log
      pidfile=%(here)s/jsupervisord.pid
      childlogdir=%(here)s
      [rpcinterface:supervisor]
      supervisor.rpcinterface_factory=supervisor.rpcinterface:make_main_rpcinterface
      [supervisorctl]
      serverurl=unix://%(here)s/jsupervisor.sock
      [program:up]
      command=sleep 1000
      [program:a-name-of-forty-characters-0123456789012]
      command=sleep 1000
      [program:slowly]
      command=sleep 1000
      startsecs=1000
      [program:late]
      command=sleep 1000
      autostart=false
      [program:quick]
      command=sh -c 'exit 0'
      startsecs=8
      startretries=0
      [program:killed]
      command=sleep 1000
      startsecs=0
      exitcodes=0,1,9,137,255
      autorestart=false
      [program:ended]
      command=sleep 1000
      startsecs=0
      [program:parent]
      command=sh -c 'sleep 1000 & echo $! >%(here)s/grandchild; exec sleep 1000'
      stdout_logfile=%(here)s/parent.out
      startsecs=0
      [program:vanishing]
      command=%(here)s/vanishing 1000
      startsecs=0
      [program:second]
      command=sh -c 'mkdir %(here)s/tried && exit 1; exec sleep 1000'
      autostart=false
      [program:other-user]
      command=sh -c 'echo $HOME $USER $SUPERVISOR_ENABLED'
      user=daemon
      environment=SUPERVISOR_ENABLED="mine"
      startsecs=0
      autorestart=false
      stdout_logfile=%(here)s/other-user.out
      [program:relative]
      command=./tool
      directory=/usr
      startsecs=0
      [program:own-path]
      command=tool
      environment=PATH="%(here)s:/usr/bin:/bin"
      startsecs=0
      [program:noshebang]
      command=%(here)s/noshebang
      startsecs=8
      startretries=0
      stderr_logfile=%(here)s/noshebang.err
      [program:dead]
      command=echo words
      startsecs=0
      autorestart=false
      stdout_logfile=%(here)s/dead.out
      [program:wordy]
      command=sh -c 'head -c 3000 /dev/zero | tr "\\\\0" x; exec sleep 1000'
      stdout_logfile=%(here)s/wordy.out
      startsecs=0
      [program:stubborn]
      command=sh -c 'trap "" TERM; echo ready; while :; do sleep 0.1; done'
      stdout_logfile=%(here)s/stubborn.out
      startsecs=0
      stopwaitsecs=100
      """;

  @TempDir static Path run;
  private static DaemonUnderTest daemon;

  @BeforeAll
  static void begin() throws IOException {
    Files.copy(Path.of("/bin/sleep"), run.resolve("vanishing"));
    executable("tool", "#!/bin/sh\nexec sleep 1000\n");
    executable("noshebang", "echo never\n");
    Path config = run.resolve("surprises.conf");
    Files.writeString(config, Ports.free().in(CONFIGURATION));
    daemon = DaemonUnderTest.start(config, run);
  }

  private static void executable(String name, String text) throws IOException {
    Path file = Files.writeString(run.resolve(name), text);
    assertTrue(file.toFile().setExecutable(true, false));
  }

  @AfterAll
  static void end() {
    daemon.close();
  }

  private static String text(String name) {
    try {
      Path file = run.resolve(name);
      return Files.exists(file) ? Files.readString(file) : "";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The lines of the log that hold a text, without their times. */
  private static List<String> logged(String part) {
    return text("log")
        .lines()
        .filter(line -> line.contains(part))
        .map(line -> line.split(" ", 3)[2])
        .toList();
  }

  @Test
  void row10_expectedCodeBeforeStartsecs_isAFailedStart_warned() {
    daemon.awaitState("quick", "FATAL");
    assertEquals(
        List.of("WARN exited: quick (exit status 0; not expected)"), logged("exited: quick"));
  }

  @Test
  void row14_deathBySignal_isMinusOne_andNeverExpected() {
    long pid = daemon.awaitState("killed", "RUNNING").pid();
    DaemonUnderTest.kill("KILL", pid);
    daemon.awaitState("killed", "EXITED");
    assertEquals(
        List.of("WARN exited: killed (terminated by SIGKILL; not expected)"),
        logged("exited: killed"));
    String info = Rpc.call(daemon.socket(), "supervisor.getProcessInfo", "killed");
    assertEquals("-1", info.replaceAll("(?s).*<name>exitstatus</name>.*?(-?\\d+)<.*", "$1"));
    assertTrue(info.contains("Bad exit code -1"), info);
  }

  @Test
  void row15_cleanStop_isWarned() {
    daemon.awaitState("ended", "RUNNING");
    assertEquals("ended: stopped\n", daemon.ctl("stop", "ended").out());
    assertEquals(List.of("WARN stopped: ended (terminated by SIGTERM)"), logged("stopped: ended"));
  }

  @Test
  void row20_grandchildHoldsThePipe_stopIsDoneAndItLives() {
    daemon.await("the grandchild", () -> text("grandchild").endsWith("\n"));
    assertEquals("parent: stopped\n", daemon.ctl("stop", "parent").out());
    ProcessHandle grandchild =
        ProcessHandle.of(Long.parseLong(text("grandchild").strip())).orElseThrow();
    assertTrue(grandchild.isAlive());
    grandchild.destroyForcibly();
  }

  @Test
  void row21_startProcess_checksTheExecutableBeforeTheState() throws IOException {
    daemon.awaitState("vanishing", "RUNNING");
    Files.delete(run.resolve("vanishing"));
    assertEquals("vanishing: ERROR (no such file)\n", daemon.ctl("start", "vanishing").out());
    assertTrue(daemon.status().get("vanishing").isRunning());
  }

  @Test
  void row22_start_answersSpawnErrorAtTheFirstQuickExit_andTheRetrySucceeds() {
    Output start = daemon.ctl("start", "second");
    assertEquals("second: ERROR (spawn error)\n", start.out());
    daemon.awaitState("second", "RUNNING");
  }

  @Test
  void row23_whatIsSoAlready_isCode0_andStatusOfTheStoppedIs3() {
    daemon.awaitState("up", "RUNNING");
    Output start = daemon.ctl("start", "up");
    assertEquals("up: ERROR (already started)\n", start.out());
    assertEquals(0, start.code());
    Output stop = daemon.ctl("stop", "late");
    assertEquals("late: ERROR (not running)\n", stop.out());
    assertEquals(0, stop.code());
    assertEquals(0, daemon.ctl("status", "up").code());
    assertEquals(3, daemon.ctl("status", "up", "late").code());
  }

  @Test
  void row24_nothingChanged_updateIsSilent_rereadIsNot() {
    assertEquals("", daemon.ctl("update").out());
    assertEquals("No config updates to processes\n", daemon.ctl("reread").out());
  }

  @Test
  void row31_user_changesNeitherHomeNorUser_andEnvironmentOverridesSupervisorsOwn() {
    daemon.await("its words", () -> text("other-user.out").endsWith("\n"));
    assertEquals(Tree.ENVIRONMENT.get("HOME") + " mine\n", text("other-user.out"));
  }

  @Test
  void row32_relativePath_isFromTheDaemonsDirectory_andBareNamesFromTheProgramsPath() {
    daemon.awaitState("relative", "RUNNING");
    daemon.awaitState("own-path", "RUNNING");
  }

  @Test
  void row33_execFailure_isTheChildsWord_andAQuickExit() {
    assertEquals(
        "Exited too quickly (process log may have details)",
        daemon.awaitState("noshebang", "FATAL").description());
    assertTrue(
        text("noshebang.err").startsWith("supervisor: couldn't exec " + run + "/noshebang: "),
        () -> text("noshebang.err"));
    assertEquals(
        List.of("WARN exited: noshebang (exit status 127; not expected)"),
        logged("exited: noshebang"));
  }

  @Test
  void row36_clearOfTheDead_saysClearedAndLeavesTheFile() {
    daemon.awaitState("dead", "EXITED");
    daemon.await("its words", () -> text("dead.out").equals("words\n"));
    assertEquals("dead: cleared\n", daemon.ctl("clear", "dead").out());
    assertEquals("words\n", text("dead.out"));
  }

  @Test
  void row50_emptyUsername_disablesAuthentication_withACriticalLineForEachServer() {
    assertEquals(
        List.of(
            "CRIT Server 'inet_http_server' running without any HTTP authentication checking",
            "CRIT Server 'unix_http_server' running without any HTTP authentication checking"),
        logged("without any HTTP authentication").stream().sorted().toList());
  }

  @Test
  void row52_tail_isInBytes_1600UnlessSaid_andOneLineFeedMore() {
    daemon.await("its words", () -> text("wordy.out").length() == 3000);
    assertEquals("x".repeat(1600) + "\n", daemon.ctl("tail", "wordy").out());
    assertEquals("xxxxx\n", daemon.ctl("tail", "-5", "wordy").out());
  }

  @Test
  void row53_nameColumn_is33Wide_orMoreForTheLongestNameShown() {
    daemon.awaitState("up", "RUNNING");
    daemon.awaitState(LONG, "RUNNING");
    assertEquals(33, daemon.ctl("status", "up").out().indexOf("RUNNING"));
    daemon
        .ctl("status", "up", LONG)
        .out()
        .lines()
        .forEach(line -> assertEquals(LONG.length() + 3, line.indexOf("RUNNING"), line));
  }

  @Test
  void row54_interactiveWithACommand_opensNoShell() {
    daemon.awaitState("up", "RUNNING");
    Output output = daemon.ctl("-i", "status", "up");
    assertEquals(1, output.out().lines().count(), output::toString);
    assertFalse(output.out().contains("supervisor>"), output::toString);
  }

  @Test
  void row55_stoppingProcess_isSignalled_butNotStoppedAgain() {
    daemon.await("the trap", () -> text("stubborn.out").startsWith("ready"));
    Rpc.call(daemon.socket(), "supervisor.stopProcess", "stubborn", "<boolean>0</boolean>");
    assertEquals("stubborn: ERROR (not running)\n", daemon.ctl("stop", "stubborn").out());
    assertEquals("stubborn: signalled\n", daemon.ctl("signal", "CONT", "stubborn").out());
    daemon.ctl("signal", "KILL", "stubborn");
    daemon.awaitState("stubborn", "STOPPED");
  }

  @Test
  void row61_rpcInterface_isToldOncePerServer() {
    assertEquals(2, logged("RPC interface 'supervisor' initialized").size());
  }

  @Test
  void row65_statusOfAStartingProcess_endsWithBlanks() {
    daemon.awaitState("slowly", "STARTING");
    assertEquals(
        "slowly" + " ".repeat(33 - "slowly".length()) + "STARTING  \n",
        daemon.ctl("status", "slowly").out());
  }
}
