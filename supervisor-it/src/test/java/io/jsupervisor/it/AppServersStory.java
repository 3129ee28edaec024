package io.jsupervisor.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The app servers of the examples, as Debian packages them, three instances each. */
class AppServersStory {
  @ParameterizedTest
  @CsvSource({
    "uwsgi-http.conf, uwsgi-http, 8010",
    "gunicorn.conf, gunicorn, 8030",
    "gevent.conf, gevent, 8040",
    "tornado.conf, tornado, 8050"
  })
  void threeInstances_eachKilled_answerAgainOnTheirPorts(
      String file, String program, int port, @TempDir Path root) {
    assertComesBack(Examples.of(root, file).withVirtualenv(), program, port);
  }

  /** The backslashes at its line ends are blanks to us; the classic tool hands them to uWSGI. */
  @Test
  void slidesOwnFile_eachKilled_answersAgainOnItsPorts(@TempDir Path root) {
    Assumptions.assumeFalse(Tree.CLASSIC, "a documented difference");
    assertComesBack(Examples.of(root, "hello-world-slides.conf"), "hello-world", 8000);
  }

  private static void assertComesBack(Examples examples, String program, int port) {
    try (DaemonUnderTest daemon = examples.start()) {
      List<ProcessLine> before = List.copyOf(daemon.awaitRunning(3).values());
      for (int i = 0; i < 3; i++) {
        assertPage(daemon, examples, program, port + i);
      }

      // Gunicorn's orphaned workers notice their parent's death by themselves and free the port.
      before.forEach(line -> DaemonUnderTest.kill("KILL", line.pid()));

      daemon.await(
          "other pids",
          () -> {
            Map<String, ProcessLine> now = daemon.status();
            return before.stream()
                .allMatch(
                    line ->
                        now.get(line.namespec()).isRunning()
                            && now.get(line.namespec()).pid() != line.pid());
          });
      for (int i = 0; i < 3; i++) {
        assertPage(daemon, examples, program, port + i);
      }
      DaemonUnderTest.kill("TERM", daemon.pid());
      assertEquals(0, daemon.awaitExit(), daemon::output);
      daemon.await("the last worker's end", () -> daemon.children().isEmpty());
    }
  }

  private static void assertPage(
      DaemonUnderTest daemon, Examples examples, String program, int port) {
    String page = daemon.awaitAnswer("a page at " + port, () -> examples.page(port, "/"));
    String instance = program + port % 100;
    assertTrue(page.startsWith("Hello, World! This is " + instance + ","), page);
  }
}
