package io.jsupervisor.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** Processes that wait for each other, and the variables they are given, with real children. */
@DisabledIfSystemProperty(
    named = "it.programs",
    matches = "classic",
    disabledReason = "options of ours")
class DependencyStory {
  @TempDir Path root;
  private Examples examples;
  private Path told;

  @BeforeEach
  void prepare() {
    examples = Examples.of(root, "in-order.conf");
    told = root.resolve("told");
  }

  private void configure(String text) throws IOException {
    Files.delete(examples.file("etc/conf.d/in-order.conf"));
    Files.writeString(examples.file("etc/conf.d/own.conf"), text.replace("TOLD", told.toString()));
  }

  private static String text(Path file) {
    try {
      return Files.exists(file) ? Files.readString(file) : "";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void example_started_eachWaitsForWhatItNeeds() {
    try (DaemonUnderTest daemon = examples.start()) {
      daemon.awaitState("in-order:prepare", "EXITED");
      daemon.awaitState("in-order:web", "RUNNING");
      List<String> starts =
          daemon
              .output()
              .lines()
              .filter(line -> line.contains("spawned: '"))
              .map(line -> line.replaceFirst(".*spawned: '([^']*)'.*", "$1"))
              .toList();
      assertEquals(List.of("store", "prepare", "web"), starts);
    }
  }

  @Test
  void running_shutDown_dependantsEndFirst() throws IOException {
    String program =
        """
        [program:%1$s]
        command=sh -c "trap 'echo %1$s >> TOLD; exit' TERM; while :; do sleep 0.05; done"
        startsecs=0
        %2$s
        """;
    configure(
        program.formatted("a-db", "")
            + program.formatted("b-api", "depends_on=a-db")
            + program.formatted("z-web", "priority=1\ndepends_on=b-api:ready"));
    try (DaemonUnderTest daemon = examples.start()) {
      daemon.awaitRunning(3);
      DaemonUnderTest.kill("TERM", daemon.pid());
      assertEquals(0, daemon.awaitExit());
      assertEquals("z-web\nb-api\na-db\n", text(told));
    }
  }

  @Test
  void dependencyDies_dependantGoesOn_andItsNextStartBringsItBack() throws IOException {
    configure(
        """
        [program:store]
        command=sleep 1000
        startsecs=0
        autorestart=false
        [program:web]
        command=sleep 1000
        startsecs=0
        depends_on=store
        """);
    try (DaemonUnderTest daemon = examples.start()) {
      Map<String, ProcessLine> before = daemon.awaitRunning(2);

      DaemonUnderTest.kill("KILL", before.get("store").pid());

      daemon.awaitState("store", "EXITED");
      assertEquals(before.get("web").pid(), daemon.awaitState("web", "RUNNING").pid());
      assertEquals(0, daemon.ctl("stop", "web").code());
      Output started = daemon.ctl("start", "web");
      assertEquals(0, started.code(), started::toString);
      daemon.awaitRunning(2);
    }
  }

  @Test
  void dependencyFails_startOfItsDependant_saysSoAndExitsWithOne() throws IOException {
    configure(
        """
        [program:task]
        command=sh -c 'exit 3'
        autostart=false
        autorestart=false
        startsecs=0
        [program:web]
        command=sleep 1000
        autostart=false
        depends_on=task:exited
        """);
    try (DaemonUnderTest daemon = examples.start()) {
      Output started = daemon.ctl("start", "web");
      assertNotEquals(0, started.code(), started::toString);
      String why = daemon.ctl("status", "-v", "web").out();
      assertTrue(why.contains("task is EXITED, exit status 3"), why);
      assertEquals("STOPPED", daemon.status().get("web").state());
    }
  }

  @Test
  void variables_ofFileAndSecret_areInTheChild_andTheSecretSurvivesTheDaemon() throws IOException {
    Path env = Files.writeString(root.resolve("app.env"), "FROM_FILE='two words'\n");
    String program =
        """
        [supervisord]
        state_dir=STATE
        [program:app]
        command=sh -c 'env > TOLD.%(process_num)s; exec sleep 1000'
        process_name=app%(process_num)s
        numprocs=2
        startsecs=0
        startretries=0
        env_file=ENV
        required_env=FROM_FILE,SECRET_KEY
        generate_secret=SECRET_KEY:16
        """
            .replace("STATE", root.resolve("state").toString())
            .replace("ENV", env.toString());
    configure(program);
    Files.setPosixFilePermissions(env, PosixFilePermissions.fromString("rw-r--r--"));
    String secret;
    try (DaemonUnderTest daemon = examples.start()) {
      daemon.awaitState("app:app0", "FATAL");
      Output refused = daemon.ctl("start", "app:app0");
      assertNotEquals(0, refused.code());
      assertFalse(Files.exists(Path.of(told + ".0")));
      assertTrue(daemon.output().contains("may be read by others (cure: chmod 600"));

      Files.setPosixFilePermissions(env, PosixFilePermissions.fromString("rw-------"));
      assertEquals(0, daemon.ctl("start", "app:*").code());
      secret = secretOf(daemon, 0);
      assertEquals(secret, secretOf(daemon, 1));
      assertTrue(text(Path.of(told + ".0")).contains("FROM_FILE=two words\n"));
      assertFalse(daemon.output().contains(secret));
    }
    Files.delete(Path.of(told + ".0"));
    try (DaemonUnderTest daemon = examples.start()) {
      assertEquals(secret, secretOf(daemon, 0));
    }
  }

  private String secretOf(DaemonUnderTest daemon, int number) {
    Path file = Path.of(told + "." + number);
    daemon.await("the child's variables", () -> text(file).contains("SECRET_KEY="));
    return text(file).replaceFirst("(?s).*SECRET_KEY=([0-9a-f]{32})\n.*", "$1");
  }
}
