package io.jsupervisor.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The daemon as PID 1 of a pid namespace, which is what a container is to it. Needs root. */
class ContainerStory {
  @TempDir Path directory;
  private Process container;

  @BeforeEach
  void needsRoot() {
    Assumptions.assumeTrue(
        Tree.run(directory, "unshare", "--pid", "--fork", "true").code() == 0,
        "only root may make a pid namespace");
  }

  @AfterEach
  void end() throws InterruptedException {
    if (container != null && container.isAlive()) {
      container.descendants().forEach(ProcessHandle::destroyForcibly);
      container.destroyForcibly();
      assertTrue(container.waitFor(30, TimeUnit.SECONDS));
    }
  }

  private void start(String form, String programs) throws IOException {
    Path config = directory.resolve("c.conf");
    Files.writeString(
        config,
        """
        [unix_http_server]
        file=%s/s
        [supervisord]
        logfile=/dev/null
        logfile_maxbytes=0
        pidfile=/dev/null
        silent=true
        children_output=%s
        [rpcinterface:supervisor]
        supervisor.rpcinterface_factory=supervisor.rpcinterface:make_main_rpcinterface
        [supervisorctl]
        serverurl=unix://%s/s
        """
                .formatted(directory, form, directory)
            + programs);
    ProcessBuilder builder =
        new ProcessBuilder(
                "unshare", "--pid", "--fork", "--mount-proc", Tree.DAEMON, "-c", config.toString())
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectInput(Path.of("/dev/null").toFile())
            .redirectOutput(directory.resolve("out").toFile());
    builder.environment().clear();
    builder.environment().putAll(Tree.ENVIRONMENT);
    container = builder.start();
  }

  private List<String> said() {
    try {
      return Files.readAllLines(directory.resolve("out"));
    } catch (IOException e) {
      return List.of();
    }
  }

  private void awaitSaid(String line) {
    Await.answer(
        "the line " + line,
        () -> said().contains(line) ? Optional.of(line) : Optional.empty(),
        () -> String.join("\n", said()));
  }

  private int exitCode() throws InterruptedException {
    assertTrue(container.waitFor(60, TimeUnit.SECONDS), () -> String.join("\n", said()));
    return container.exitValue();
  }

  private ProcessHandle pid1() {
    return container.children().findFirst().orElseThrow();
  }

  private static long zombies(ProcessHandle parent) {
    return parent
        .children()
        .filter(
            child -> {
              try {
                return Files.readString(Path.of("/proc/" + child.pid() + "/stat")).contains(") Z ");
              } catch (IOException gone) {
                return false;
              }
            })
        .count();
  }

  @Test
  void thousandOrphans_areReaped_andTermStopsAllInOrder() throws Exception {
    start(
        "prefix",
        """
        [program:orphans]
        command=/bin/sh -c 'i=0; while [ $i -lt 1000 ]; do (/bin/true & ); i=$((i+1)); done; echo made; trap "echo bye; exit" TERM; while :; do sleep 0.1; done'
        priority=10
        [program:later]
        command=/bin/sh -c 'trap "echo bye; exit" TERM; echo up; while :; do sleep 0.1; done'
        priority=20
        """);
    awaitSaid("orphans | made");
    awaitSaid("later | up");
    ProcessHandle init = pid1();
    Await.answer(
        "no zombie",
        () -> zombies(init) == 0 ? Optional.of(true) : Optional.empty(),
        () -> zombies(init) + " zombies");

    assertTrue(init.destroy()); // TERM, as an engine's stop
    assertEquals(0, exitCode());
    List<String> lines = said();
    assertTrue(
        lines.indexOf("later | bye") >= 0
            && lines.indexOf("later | bye") < lines.indexOf("orphans | bye"),
        lines::toString);
  }

  @Test
  void essentialProgramExits_everythingStops_andItsCodeIsTheContainers() throws Exception {
    start(
        "json",
        """
        [program:app]
        command=/bin/sh -c 'echo work; sleep 2; exit 7'
        autorestart=false
        essential=true
        [program:helper]
        command=/bin/sh -c 'trap "echo bye; exit" TERM; while :; do sleep 0.1; done'
        """);
    assertEquals(7, exitCode());
    assertTrue(
        said().contains("{\"process\":\"app\",\"stream\":\"stdout\",\"message\":\"work\"}"),
        () -> said().toString());
    assertTrue(
        said().contains("{\"process\":\"helper\",\"stream\":\"stdout\",\"message\":\"bye\"}"),
        () -> said().toString());
  }

  @Test
  void essentialProgramKilled_isTheSignalAnd128() throws Exception {
    start(
        "raw",
        """
        [program:app]
        command=/bin/sh -c 'echo plain; sleep 2; kill -KILL $$'
        autorestart=false
        essential=true
        stdout_logfile=/dev/stdout
        stdout_logfile_maxbytes=0
        """);
    assertEquals(137, exitCode());
    assertTrue(said().contains("plain"), () -> said().toString());
  }

  @Test
  void essentialProgramNeverStarts_isAFailure() throws Exception {
    start("prefix", "[program:app]\ncommand=/no/such/file\nstartretries=0\nessential=true\n");
    assertEquals(1, exitCode());
  }
}
