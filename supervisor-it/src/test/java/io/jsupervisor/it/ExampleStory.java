package io.jsupervisor.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** What {@code make run} starts, driven as a user drives it. One daemon serves all stories. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ExampleStory {
  private static final List<String> NAMES =
      List.of("hello-world:hello-world0", "hello-world:hello-world1", "hello-world:hello-world2");

  private Examples examples;
  private DaemonUnderTest daemon;

  @BeforeAll
  void start(@TempDir Path root) {
    examples = Examples.of(root);
    daemon = examples.start();
  }

  @AfterAll
  void stop() {
    if (daemon != null) {
      daemon.close();
    }
  }

  @BeforeEach
  void allRun() {
    daemon.ctl("start", "all");
    daemon.awaitRunning(3);
  }

  @Test
  void running_status_printsThreeLinesAsTheClassicTool() {
    Output status = daemon.ctl("status");

    assertEquals(0, status.code(), status::toString);
    List<String> lines = status.out().lines().toList();
    assertEquals(3, lines.size(), status::toString);
    for (int i = 0; i < 3; i++) {
      assertTrue(
          lines.get(i).matches(NAMES.get(i) + " {9}RUNNING   pid \\d+, uptime \\d+:\\d\\d:\\d\\d"),
          lines.get(i));
    }
  }

  @Test
  void running_eachPort_answersWithItsInstance() {
    for (int i = 0; i < 3; i++) {
      int port = 8000 + i;
      String page = daemon.awaitAnswer("a page", () -> examples.page(port, "/"));
      assertTrue(page.startsWith("Hello, World! This is hello-world" + i + ","), page);
    }
  }

  @Test
  void running_instanceKilled_isBackWithAnotherPid() {
    long before = daemon.status().get(NAMES.get(1)).pid();

    DaemonUnderTest.kill("KILL", before);

    daemon.await(
        "another pid",
        () -> {
          ProcessLine line = daemon.status().get(NAMES.get(1));
          return line.isRunning() && line.pid() != before;
        });
    String page = daemon.awaitAnswer("a page", () -> examples.page(8001, "/"));
    assertTrue(page.contains("hello-world1"), page);
  }

  @Test
  void running_groupRestarted_allHaveOtherPids() {
    Map<String, ProcessLine> before = daemon.status();

    Output restart = daemon.ctl("restart", "hello-world:*");

    assertEquals(0, restart.code(), restart::toString);
    assertEquals(
        Stream.concat(
                NAMES.stream().map(name -> name + ": stopped"),
                NAMES.stream().map(name -> name + ": started"))
            .sorted()
            .toList(),
        restart.out().lines().sorted().toList());
    Map<String, ProcessLine> after = daemon.awaitRunning(3);
    NAMES.forEach(name -> assertNotEquals(before.get(name).pid(), after.get(name).pid()));
  }

  @Test
  void running_oneStopped_statusTellsAndExitsWith3() {
    Output stop = daemon.ctl("stop", NAMES.get(0));

    assertEquals(NAMES.get(0) + ": stopped\n", stop.out());
    assertEquals(0, stop.code());
    Output status = daemon.ctl("status");
    assertEquals(3, status.code());
    assertEquals("STOPPED", ProcessLine.all(status.out()).get(NAMES.get(0)).state());
    assertEquals(NAMES.get(0) + ": ERROR (not running)\n", daemon.ctl("stop", NAMES.get(0)).out());
    assertEquals(NAMES.get(0) + ": started\n", daemon.ctl("start", NAMES.get(0)).out());
  }

  @Test
  void running_signalled_saysSoAndTheSignalArrives() {
    long before = daemon.status().get(NAMES.get(2)).pid();

    Output signal = daemon.ctl("signal", "KILL", NAMES.get(2));

    assertEquals(NAMES.get(2) + ": signalled\n", signal.out());
    daemon.await("another pid", () -> daemon.awaitRunning(3).get(NAMES.get(2)).pid() != before);
    assertEquals(
        NAMES.get(2) + ": ERROR (bad signal name)\n",
        daemon.ctl("signal", "NOPE", NAMES.get(2)).out());
  }

  @Test
  void running_tail_printsTheLastBytes() {
    Output tail =
        daemon.awaitAnswer(
            "the first line",
            () ->
                java.util.Optional.of(daemon.ctl("tail", NAMES.get(0)))
                    .filter(output -> output.out().contains("serving on port")));

    assertEquals(0, tail.code(), tail::toString);
  }

  @Test
  void running_tailFollowed_printsWhatIsWrittenLaterAndEndsWithCtrlC() throws Exception {
    ProcessBuilder builder = new ProcessBuilder(daemon.ctlCommand("tail", "-f", NAMES.get(0)));
    builder.environment().putAll(Tree.ENVIRONMENT);
    builder.environment().put("PYTHONUNBUFFERED", "1");
    Process tail = builder.redirectErrorStream(true).start();
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(tail.getInputStream(), StandardCharsets.UTF_8))) {
      assertEquals("==> Press Ctrl-C to exit <==", lines.readLine());
      // The follower must be there before the line is written, so the page is asked for until its
      // line in the server's log arrives.
      daemon.await(
          "the request in the log",
          () -> {
            examples.page(8000, "/seen-by-tail");
            return readUntil(lines, "/seen-by-tail");
          });

      DaemonUnderTest.kill("INT", tail.pid());

      assertTrue(tail.waitFor(30, TimeUnit.SECONDS), "ctrl-C does not end tail -f");
      assertEquals(0, tail.exitValue());
    } finally {
      tail.destroyForcibly();
    }
  }

  private static boolean readUntil(BufferedReader lines, String part) {
    try {
      while (lines.ready()) {
        if (lines.readLine().contains(part)) {
          return true;
        }
      }
      return false;
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @Test
  void filesChanged_rereadAndUpdate_nameAndApplyTheChanges() throws IOException {
    assertEquals("No config updates to processes\n", daemon.ctl("reread").out());
    assertEquals("", daemon.ctl("update").out());
    Path added = examples.file("etc/conf.d/extra.conf");
    Files.writeString(added, "[program:extra]\ncommand=sleep 1000\n");

    assertEquals("extra: available\n", daemon.ctl("reread").out());
    assertEquals("extra: added process group\n", daemon.ctl("update").out());
    daemon.awaitState("extra", "RUNNING");

    Files.writeString(added, "[program:extra]\ncommand=sleep 2000\n");
    assertEquals("extra: changed\n", daemon.ctl("reread").out());
    assertEquals("extra: stopped\nextra: updated process group\n", daemon.ctl("update").out());
    long pid = daemon.awaitState("extra", "RUNNING").pid();

    Files.delete(added);
    assertEquals("extra: disappeared\n", daemon.ctl("reread").out());
    assertEquals("extra: stopped\nextra: removed process group\n", daemon.ctl("update").out());
    assertFalse(ProcessHandle.of(pid).isPresent(), "a process of the removed group is alive");
    daemon.awaitRunning(3);
  }

  @Test
  void fileBroken_reread_namesTheFaultAndNothingChanges() throws IOException {
    Path broken = examples.file("etc/conf.d/broken.conf");
    Files.writeString(broken, "[program:broken]\ncommand=sleep 1\nstartsecs=ten\n");
    try {
      Output reread = daemon.ctl("reread");

      assertTrue(reread.out().startsWith("ERROR: CANT_REREAD: "), reread::toString);
      assertEquals(1, reread.code());
      daemon.awaitRunning(3);
    } finally {
      Files.delete(broken);
    }
  }
}
