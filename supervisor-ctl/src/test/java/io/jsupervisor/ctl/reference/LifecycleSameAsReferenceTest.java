package io.jsupervisor.ctl.reference;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What needs a password, a changed file, a signal, or an end of the daemon. */
@Timeout(120)
class LifecycleSameAsReferenceTest {
  private static final String PROGRAMS =
      """
      username=amy
      password=se:cret
      [supervisorctl]
      serverurl=unix://%(here)s/s.sock
      username=amy
      password=se:cret
      [program:old]
      command=sleep 1000
      startsecs=0
      stopwaitsecs=1
      [program:changing]
      command=sleep 1000
      startsecs=0
      stopwaitsecs=1
      """;

  @TempDir Path directory;
  private ReferenceDaemon daemon;
  private ReferenceCtl reference;

  @BeforeEach
  void begin() throws IOException {
    daemon = new ReferenceDaemon(directory, PROGRAMS);
    reference = new ReferenceCtl(directory);
  }

  @AfterEach
  void end() throws IOException {
    reference.close();
    daemon.close();
  }

  @Test
  void credentials_wrongOrMissing_areRefusedTheSame() {
    assertSame("", "status");
    assertSame("", "-p", "wrong", "status");
    assertSame("", "-p", "wrong", "avail");
    assertSame("", "-p", "wrong", "shutdown");
    assertSame("", "-p", "wrong", "tail", "-f", "old");
    assertSame("", "-u", "bob", "start", "old");
  }

  @Test
  void credentials_wrongWhileInteractive_areAskedFor() {
    Ran ours = Ours.run("amy\nse:cret\n", line("-i", "-p", "wrong", "version"));

    assertEquals(0, ours.exitCode());
    assertEquals(
        "Server requires authentication\nUsername:Password:\n",
        ours.out().substring(0, ours.out().lastIndexOf('\n', ours.out().length() - 2) + 1));
  }

  @Test
  void changedFile_rereadAndUpdated_printsTheSame() throws IOException {
    String added = "[program:new]\ncommand=sleep 1000\nstartsecs=0\nstopwaitsecs=1\n";
    String removed = "[program:old]\ncommand=sleep 1000\nstartsecs=0\nstopwaitsecs=1\n";
    String changing = "[program:changing]\ncommand=sleep 1000";
    List<List<String>> lines =
        List.of(
            line("reread"),
            line("avail"),
            line("update", "nope", "new"),
            line("update", "old", "nope"),
            line("update"),
            line("update"),
            line("remove", "new"));
    List<List<Ran>> both = new ArrayList<>();
    for (BiFunction<String, List<String>, Ran> program :
        List.<BiFunction<String, List<String>, Ran>>of(reference::run, Ours::run)) {
      daemon.edit(removed, "");
      daemon.edit(changing, changing + "1");
      daemon.edit("[program:changing]", added + "[program:changing]");
      both.add(lines.stream().map(each -> program.apply("", each).comparable()).toList());
      daemon.edit(added, removed);
      daemon.edit(changing + "1", changing);
      reference.run("", line("update"));
    }

    assertEquals(both.getFirst(), both.getLast());
    assertTrue(both.getLast().getFirst().out().contains("old: disappeared"), both::toString);
  }

  @Test
  void brokenFile_reread_printsTheSame() throws IOException {
    daemon.edit("[program:old]\ncommand=sleep 1000", "[program:old]\ncommand=%(nope)s");

    assertSame("", "reread");
    assertSame("", "update");
    assertSame("", "status");
  }

  @Test
  void daemon_shutDown_saysSoAndIsGone() throws InterruptedException {
    Ran ours = Ours.run("yes\n", line("-i", "shutdown"));
    daemon.awaitEnd();

    assertEquals(
        new Ran(0, "Really shut the remote supervisord process down y/N? Shut down\n", ""), ours);
    assertSame("", "status");
    assertSame("", "shutdown");
  }

  @Test
  void followedLog_interrupted_endsWithAnEmptyLineAndSuccess() throws Exception {
    Process ctl = jvm("maintail", "-f");
    try (BufferedReader out = ctl.inputReader(StandardCharsets.UTF_8)) {
      assertEquals("==> Press Ctrl-C to exit <==", out.readLine());
      String line = out.readLine();
      while (!line.contains("entered RUNNING state")) {
        line = out.readLine();
      }
      new ProcessBuilder("kill", "-INT", String.valueOf(ctl.pid())).start().waitFor();
      String last = line;
      for (String next = line; next != null; next = out.readLine()) {
        last = next;
      }

      assertEquals("", last);
      assertTrue(ctl.waitFor(30, TimeUnit.SECONDS));
      assertEquals(0, ctl.exitValue());
    } finally {
      ctl.destroyForcibly();
    }
  }

  private Process jvm(String... words) throws IOException {
    // A build in the background ignores SIGINT, and what it starts would too.
    List<String> command = new ArrayList<>(List.of("env", "--default-signal=INT"));
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add("io.jsupervisor.ctl.main.JSupervisorCtl");
    command.addAll(line(words));
    return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
  }

  private void assertSame(String typed, String... words) {
    List<String> line = line(words);
    assertEquals(
        reference.run(typed, line).comparable(),
        Ours.run(typed, line).comparable(),
        line::toString);
  }

  private List<String> line(String... words) {
    List<String> args = new ArrayList<>(List.of("-c", daemon.config().toString()));
    args.addAll(List.of(words));
    return args;
  }
}
