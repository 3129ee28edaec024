package io.jsupervisor.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The two launchers of the tree: from anywhere, with any Java that fits, and not a word too many.
 */
class LauncherTest {
  private static final String NO_JAVA =
      "no Java 25 or newer in runtime/, $JSUPERVISOR_JAVA_HOME, $JAVA_HOME, /usr/lib/jvm or PATH";

  @TempDir Path directory;

  @ParameterizedTest
  @ValueSource(strings = {"jsupervisord", "jsupervisorctl"})
  void linkToALauncher_started_findsItsTree(String program) throws IOException {
    Path link = directory.resolve("link");
    Files.createSymbolicLink(link, Tree.HOME.resolve("bin").resolve(program));

    assertAnswers(Tree.run(directory, link.toString(), "--help"));
    Files.delete(link);
  }

  @ParameterizedTest
  @ValueSource(strings = {"./jsupervisorctl", "../bin/jsupervisorctl", ".././bin/jsupervisorctl"})
  void relativePath_started_findsItsTree(String path) {
    assertAnswers(Tree.run(Tree.HOME.resolve("bin"), path, "--help"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"jsupervisord", "jsupervisorctl"})
  void treeCopiedToADirectoryWithABlank_started_answers(String program) {
    Path copy = directory.resolve("a copy");
    Tree.copy(Tree.HOME, copy);

    assertAnswers(Tree.run(directory, copy.resolve("bin").resolve(program).toString(), "--help"));
  }

  @Test
  void cachesNoLongerFit_started_answersWithoutAWord() throws IOException {
    Path copy = directory.resolve("copy");
    Tree.copy(Tree.HOME, copy);
    try (var jars = Files.list(copy.resolve("lib"))) {
      for (Path jar : jars.filter(path -> path.toString().endsWith(".jar")).toList()) {
        Files.setLastModifiedTime(jar, FileTime.from(Instant.EPOCH));
      }
    }

    assertAnswers(Tree.run(directory, copy.resolve("bin/jsupervisord").toString(), "--help"));
    assertAnswers(Tree.run(directory, copy.resolve("bin/jsupervisorctl").toString(), "--help"));
  }

  @Test
  void javaOptionsInTheEnvironment_started_notObeyedAndNoLinePrinted() {
    Map<String, String> environment = new HashMap<>(Tree.ENVIRONMENT);
    environment.put("JAVA_TOOL_OPTIONS", "-Xmx1m -Dx=y");
    environment.put("JDK_JAVA_OPTIONS", "-Xmx1m");
    for (String program : List.of("jsupervisord", "jsupervisorctl")) {
      assertAnswers(
          Output.of(
              environment,
              directory,
              List.of(Tree.HOME.resolve("bin").resolve(program).toString(), "--help")));
    }
  }

  @Test
  void oldJavaHomeFirst_started_passesItOver() throws IOException {
    Path old = directory.resolve("old");
    Files.createDirectories(old.resolve("bin"));
    Files.writeString(old.resolve("release"), "JAVA_VERSION=\"21.0.1\"\n");
    Files.writeString(old.resolve("bin/java"), "#!/bin/sh\necho old\nexit 9\n");
    assertTrue(old.resolve("bin/java").toFile().setExecutable(true));
    Map<String, String> environment = new HashMap<>(Tree.ENVIRONMENT);
    environment.put("JSUPERVISOR_JAVA_HOME", old.toString());
    environment.put("JAVA_HOME", old.toString());

    assertAnswers(
        Output.of(
            environment,
            directory,
            List.of(Tree.HOME.resolve("bin/jsupervisorctl").toString(), "--help")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"jsupervisord", "jsupervisorctl"})
  void noJava_started_saysSoInOneLine(String program) throws IOException {
    // /usr/lib/jvm cannot be hidden, so its name in a copy of the launcher is.
    Path bin = Files.createDirectories(directory.resolve("tree/bin"));
    Path copy = bin.resolve(program);
    Files.writeString(
        copy,
        Files.readString(Tree.HOME.resolve("bin").resolve(program))
            .replace("in /usr/lib/jvm/*", "in /nonexistent/*"));
    assertTrue(copy.toFile().setExecutable(true));

    Output output = Output.of(Map.of("PATH", "/nonexistent"), directory, List.of(copy.toString()));

    assertEquals(1, output.code());
    assertEquals("", output.out());
    assertTrue(output.err().startsWith(program + ": " + NO_JAVA), output.err());
    assertEquals(1, output.err().lines().count());
  }

  @Test
  void launchersOwnVariables_childStarted_neverReachIt() throws IOException {
    Path run = Files.createDirectories(directory.resolve("run"));
    Path config = directory.resolve("environment.conf");
    Files.writeString(
        config,
        """
        [unix_http_server]
        file=%1$s/jsupervisor.sock
        [supervisord]
        logfile=%1$s/log
        pidfile=%1$s/jsupervisord.pid
        childlogdir=%1$s
        [rpcinterface:supervisor]
        supervisor.rpcinterface_factory=supervisor.rpcinterface:make_main_rpcinterface
        [supervisorctl]
        serverurl=unix://%1$s/jsupervisor.sock
        [program:child]
        command=sleep 1000
        """
            .formatted(run));
    try (DaemonUnderTest daemon = DaemonUnderTest.start(config, run)) {
      long pid = daemon.awaitState("child", "RUNNING").pid();

      Map<String, String> expected = new HashMap<>(Tree.ENVIRONMENT);
      expected.put("SUPERVISOR_ENABLED", "1");
      expected.put("SUPERVISOR_SERVER_URL", "unix://" + daemon.socket());
      expected.put("SUPERVISOR_PROCESS_NAME", "child");
      expected.put("SUPERVISOR_GROUP_NAME", "child");
      Map<String, String> actual = new HashMap<>();
      DaemonUnderTest.environment(pid).stream()
          .filter(line -> line.contains("="))
          .map(line -> line.split("=", 2))
          .forEach(pair -> actual.put(pair[0], pair[1]));
      assertEquals(expected, actual);
    }
  }

  /**
   * A program that goes to the background: its pid is in a file, and what it is told in another.
   */
  @Test
  void pidProxy_signalled_passesItOnToThePidInTheFile() throws Exception {
    Path program = directory.resolve("program");
    Files.writeString(
        program,
        """
        #!/bin/sh
        cd "${0%/*}"
        for signal in HUP INT USR1 TERM; do
          trap "echo $signal >>told" $signal
        done
        trap 'exit 0' USR2
        echo $$ >pid.new && mv pid.new pid
        while :; do sleep 0.05; done
        """);
    assertTrue(program.toFile().setExecutable(true));
    Path told = Files.writeString(directory.resolve("told"), "");
    Process proxy =
        new ProcessBuilder(
                "/usr/bin/env", // a build may ignore HUP, and a shell cannot undo that
                "--default-signal=HUP,INT,QUIT,TERM,USR1,USR2",
                Tree.HOME.resolve("bin/jsupervisor-pidproxy").toString(),
                directory.resolve("pid").toString(),
                program.toString())
            .inheritIO()
            .start();
    await(() -> Files.exists(directory.resolve("pid")));

    StringBuilder expected = new StringBuilder();
    for (String signal : List.of("HUP", "USR1", "TERM")) {
      signal(signal, proxy.pid());
      expected.append(signal).append('\n');
      await(() -> Files.readString(told).contentEquals(expected));
    }

    assertEquals(0, proxy.waitFor());
    signal("USR2", Long.parseLong(Files.readString(directory.resolve("pid")).strip()));
  }

  @Test
  void pidProxy_commandEnds_endsWithItAndSucceeds() {
    String proxy = Tree.HOME.resolve("bin/jsupervisor-pidproxy").toString();

    assertEquals(0, Tree.run(directory, proxy, "/nowhere/pid", "false").code());
    assertEquals(1, Tree.run(directory, proxy, "/nowhere/pid").code());
  }

  private static void signal(String name, long pid) throws IOException, InterruptedException {
    assertEquals(0, new ProcessBuilder("kill", "-" + name, "" + pid).inheritIO().start().waitFor());
  }

  private static void await(Callable<Boolean> condition) throws Exception {
    long begun = System.nanoTime();
    while (!condition.call()) {
      assertTrue(System.nanoTime() - begun < 30_000_000_000L, "not within 30 s");
      Thread.onSpinWait();
    }
  }

  private static void assertAnswers(Output output) {
    assertEquals(0, output.code(), output::toString);
    assertEquals("", output.err());
    assertTrue(output.out().contains("Usage"), output::toString);
  }
}
