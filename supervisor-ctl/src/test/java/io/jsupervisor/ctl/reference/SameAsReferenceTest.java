package io.jsupervisor.ctl.reference;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The same command lines through the installed supervisorctl and through ours, against one running
 * supervisord: stdout, stderr and exit code are equal.
 */
class SameAsReferenceTest {
  private static final String PROGRAMS =
      """
      [supervisorctl]
      serverurl=unix://%(here)s/s.sock
      [program:cat]
      command=cat
      startsecs=0
      stopwaitsecs=1
      [program:noisy]
      command=sh -c 'printf "one\\ntwo \\303\\251\\n"; echo oops >&2; exec sleep 1000'
      startsecs=0
      stopwaitsecs=1
      [program:nolog]
      command=sleep 1000
      stdout_logfile=NONE
      startsecs=0
      stopwaitsecs=1
      [program:web]
      command=sleep 1000
      numprocs=2
      process_name=%(program_name)s_%(process_num)02d
      startsecs=0
      stopwaitsecs=1
      [program:a-program-with-quite-a-long-name]
      command=sleep 1000
      autostart=false
      priority=5
      [program:failing]
      command=/bin/false
      autostart=false
      startretries=0
      [program:exiting]
      command=/bin/true
      autostart=false
      startsecs=0
      stopwaitsecs=1
      autorestart=false
      [program:missing]
      command=/nowhere/at-all
      autostart=false
      [program:notexecutable]
      command=/etc/passwd
      autostart=false
      """;

  @TempDir static Path directory;
  private static ReferenceDaemon daemon;
  private static ReferenceCtl reference;

  @BeforeAll
  static void begin() throws IOException {
    daemon = new ReferenceDaemon(directory, PROGRAMS);
    reference = new ReferenceCtl(directory);
  }

  @AfterAll
  static void end() throws IOException {
    reference.close();
    daemon.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "status",
        "status all",
        "status nope all",
        "status cat",
        "status cat cat web:web_01",
        "status nope web:* nope:* web cat",
        "status web:",
        "status nope",
        "pid",
        "pid all",
        "pid cat",
        "pid cat missing nope web:* web:web_00",
        "start",
        "start cat",
        "start nope",
        "start nope:*",
        "start nope:* cat",
        "start missing",
        "start notexecutable",
        "start web:* nope:nope",
        "stop",
        "stop missing",
        "stop nope nope:*",
        "restart",
        "restart nope",
        "restart nope:*",
        "signal",
        "signal HUP",
        "signal CONT cat",
        "signal CONT web:* cat missing nope nope:*",
        "signal CONT all",
        "signal NONSENSE cat",
        "signal NONSENSE web:*",
        "signal NONSENSE all",
        "signal 18 cat",
        "clear",
        "clear cat",
        "clear cat web:* nope nope:nope",
        "fg",
        "fg cat nolog",
        "fg nope",
        "fg web:*",
        "fg missing",
        "tail",
        "tail noisy",
        "tail -5 noisy",
        "tail -0 noisy",
        "tail --5 noisy",
        "tail -1_0 noisy",
        "tail noisy stderr",
        "tail noisy STDERR",
        "tail noisy stdout stderr",
        "tail -f",
        "tail -x noisy",
        "tail - noisy",
        "tail noisy foo",
        "tail noisy fo'o",
        "tail a b c d",
        "tail nolog",
        "tail nope",
        "tail web:*",
        "tail -f nope",
        "tail -f nolog stdout",
        "maintail foo",
        "maintail -x",
        "maintail a b",
        "avail",
        "avail x",
        "reread",
        "reread x",
        "update",
        "update all",
        "update nope",
        "update cat nope",
        "add",
        "add cat",
        "add nope cat",
        "remove",
        "remove cat",
        "remove nope cat",
        "version",
        "version x",
        "reload x",
        "shutdown x",
        "open nowhere",
        "open unix:///nowhere/at-all",
        "open http://127.0.0.1:1",
        "help",
        "?",
        "help help",
        "help nope",
        "help EOF",
        "help status tail",
        "?tail",
        "? tail",
        "!ls",
        "frob it",
        "status-x",
        "pid-1",
        "EOF",
        "exit",
        "quit now",
        "  status   cat  ",
      })
  void command_run_printsTheSame(String line) {
    assertSame("", onSocket(line.split(" ", -1)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "add",
        "avail",
        "clear",
        "exit",
        "fg",
        "maintail",
        "open",
        "pid",
        "quit",
        "reload",
        "remove",
        "reread",
        "restart",
        "shutdown",
        "signal",
        "start",
        "status",
        "stop",
        "tail",
        "update",
        "version"
      })
  void topic_explained_printsTheSame(String topic) {
    assertSame("", onSocket("help", topic));
  }

  /** The first command line brings about what the second one then meets. */
  @ParameterizedTest
  @CsvSource({
    "stop cat, start cat",
    "stop cat, status cat",
    "stop cat, pid cat",
    "start cat, stop cat",
    "stop web:*, start web:*",
    "stop web:web_00, start web:*",
    "stop web:web_00, restart web:*",
    "stop web:web_00, clear web:web_00",
    "start all, stop web:web_00 web:web_01 cat nope",
    "status, start failing",
    "status, restart failing cat",
    "stop cat, signal HUP cat",
    "stop cat, restart cat",
    "stop nolog, remove nolog nolog",
    "update, status nolog",
    "stop nolog, tail -f nope",
  })
  void prepared_commandRun_printsTheSame(String before, String line) {
    reference.run("", onSocket(before.split(" ")));
    Ran theirs = reference.run("", onSocket(line.split(" ")));
    reference.run("", onSocket("update"));
    reference.run("", onSocket(before.split(" ")));
    Ran ours = Ours.run("", onSocket(line.split(" ")));
    reference.run("", onSocket("update"));
    reference.run("", onSocket("start", "cat", "web:*", "nolog"));

    assertEquals(theirs.comparable(), ours.comparable());
  }

  /** Two processes end in any order, and the reference prints them in that order. */
  @Test
  void group_stopped_printsTheSameLines() {
    List<String> line = onSocket("stop", "web:*");
    Ran theirs = reference.run("", line);
    reference.run("", onSocket("start", "web:*"));
    Ran ours = Ours.run("", line);
    reference.run("", onSocket("start", "web:*"));

    assertEquals(theirs.out().lines().sorted().toList(), ours.out().lines().sorted().toList());
    assertEquals(theirs.exitCode(), ours.exitCode());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-x",
        "--nope",
        "--h",
        "--c",
        "-c",
        "--help=1",
        "-s foo status",
        "-s http:// status",
        "--serverurl=foo status",
        "-i -i status",
        "-u a -u b status",
        "-u a --username b status",
        "-c /nowhere/at-all status",
        "-s ftp://localhost/ status",
        "-s localhost:9001 status",
        "-s HTTP://127.0.0.1:1 status",
        "-s unix:///nowhere/at-all status",
        "-s unix:///nowhere/at-all start cat",
        "-s unix:///nowhere/at-all avail",
        "-s unix:///nowhere/at-all shutdown",
        "-s unix:///nowhere/at-all tail -f cat",
        "-s http://127.0.0.1:1 status",
        "-s http://127.0.0.1:1/path?x status",
        "-s http://127.0.0.1:1 pid",
        "-s http://127.0.0.1:1 reread",
        "-s http://127.0.0.1:1 update",
        "-s http://127.0.0.1:1 add cat",
        "-s http://127.0.0.1:1 remove cat",
        "-s http://127.0.0.1:1 reload",
        "-s http://127.0.0.1:1 shutdown",
        "-s http://127.0.0.1:1 help",
        "-s http://127.0.0.1:1 open nowhere",
      })
  void options_given_areReadTheSame(String line) {
    assertSame("", List.of(line.split(" ")));
  }

  @Test
  void shutdownAndReload_interactive_askTheSameQuestion() {
    assertSame("no\n", onSocket("-i", "shutdown"));
    assertSame("n\n", onSocket("-i", "reload"));
    assertSame("", onSocket("-i", "reload"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "EOF|",
        "exit|status|",
        "quit now|",
        "||  |pid",
        "frob it|help|help tail|? nope|!ls|",
        "status cat|start|stop nope|quit|",
        "shutdown|n|reload|no|version|",
        "shutdown|",
        "fg|fg nope|fg missing|",
        "open nowhere|status nope|open http://127.0.0.1:1|status|",
      })
  void shell_readsFromAPipe_printsTheSame(String typed) {
    assertSame(typed.replace('|', '\n'), onSocket());
  }

  @Test
  void shell_withoutAServer_goesOnAndSucceeds() {
    assertSame("pid\navail\n", List.of("-s", "http://127.0.0.1:1"));
    assertSame("pid\n", List.of("-s", "unix:///nowhere/at-all"));
  }

  @Test
  void mainLog_tailed_isTheSame() {
    // Our own question for the API is in nobody's log, so both see the same end.
    assertSame("", onSocket("maintail", "-40"));
    assertTrue(Ours.run("", onSocket("maintail", "-999999")).out().contains("supervisord started"));
  }

  @Test
  void help_asked_namesEveryOptionAndSucceeds() {
    Ran ours = Ours.run("", List.of("-h"));

    assertEquals(0, ours.exitCode());
    for (String option : List.of("-c/", "-h/", "-i/", "-s/", "-u/", "-p/", "-r/", "--json")) {
      assertTrue(ours.out().contains("\n" + option), option);
    }
  }

  private static void assertSame(String typed, List<String> args) {
    assertEquals(
        reference.run(typed, args).comparable(),
        Ours.run(typed, args).comparable(),
        args::toString);
  }

  private static List<String> onSocket(String... words) {
    List<String> args = new ArrayList<>(List.of("-c", daemon.config().toString()));
    args.addAll(List.of(words));
    return args;
  }
}
