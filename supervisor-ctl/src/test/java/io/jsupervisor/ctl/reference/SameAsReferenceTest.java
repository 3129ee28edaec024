package io.jsupervisor.ctl.reference;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The same command lines through the installed supervisorctl and through ours, against one running
 * supervisord: stdout, stderr and exit code are equal.
 */
class SameAsReferenceTest {
  @TempDir static Path directory;
  private static BothCommandLines both;

  @BeforeAll
  static void begin() throws IOException {
    both = new BothCommandLines(directory);
  }

  @AfterAll
  static void end() throws IOException {
    both.close();
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
    both.assertSame("", both.onSocket(line.split(" ", -1)));
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
    both.assertSame("", both.onSocket("help", topic));
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
    both.assertSame("", List.of(line.split(" ")));
  }

  @Test
  void shutdownAndReload_interactive_askTheSameQuestion() {
    both.assertSame("no\n", both.onSocket("-i", "shutdown"));
    both.assertSame("n\n", both.onSocket("-i", "reload"));
    both.assertSame("", both.onSocket("-i", "reload"));
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
    both.assertSame(typed.replace('|', '\n'), both.onSocket());
  }

  @Test
  void shell_withoutAServer_goesOnAndSucceeds() {
    both.assertSame("pid\navail\n", List.of("-s", "http://127.0.0.1:1"));
    both.assertSame("pid\n", List.of("-s", "unix:///nowhere/at-all"));
  }

  @Test
  void mainLog_tailed_isTheSame() {
    // Our own question for the API is in nobody's log, so both see the same end.
    both.assertSame("", both.onSocket("maintail", "-40"));
    assertTrue(both.ours("maintail", "-999999").out().contains("supervisord started"));
  }

  @Test
  void help_asked_namesEveryOptionAndSucceeds() {
    Ran ours = Ours.run("", List.of("-h"));

    assertEquals(0, ours.exitCode());
    for (String option : List.of("-c/", "-h/", "-i/", "-s/", "-u/", "-p/", "-r/", "--json")) {
      assertTrue(ours.out().contains("\n" + option), option);
    }
  }
}
