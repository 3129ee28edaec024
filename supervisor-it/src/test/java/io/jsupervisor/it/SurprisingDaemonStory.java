package io.jsupervisor.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Surprises (spec section 12) of a daemon's begin and end, each on a daemon of its own. */
@Timeout(300)
class SurprisingDaemonStory {
  private static final String REST =
      """
      [unix_http_server]
      file=%(here)s/jsupervisor.sock
      [rpcinterface:supervisor]
      supervisor.rpcinterface_factory=supervisor.rpcinterface:make_main_rpcinterface
      [supervisorctl]
      serverurl=unix://%(here)s/jsupervisor.sock
      """;
  private static final String USUAL =
      """
      [supervisord]
      logfile=%(here)s/log
      pidfile=%(here)s/jsupervisord.pid
      childlogdir=%(here)s
      """;
  private static final String UP = "[program:up]\ncommand=sleep 1000\nstartsecs=0\n";

  @TempDir Path run;

  private Path config(String text) throws IOException {
    return Files.writeString(run.resolve("surprise.conf"), text + REST);
  }

  private DaemonUnderTest start(String text) throws IOException {
    return DaemonUnderTest.start(config(text), run);
  }

  private String log() throws IOException {
    return Files.readString(run.resolve("log"));
  }

  private Set<String> autoLogs() throws IOException {
    Set<String> names = new TreeSet<>();
    try (var files = Files.newDirectoryStream(run, "*---*.log")) {
      files.forEach(file -> names.add(file.getFileName().toString()));
    }
    return names;
  }

  @Test
  void row25_update_restartsEveryProcessOfAChangedGroup_withNewAutoLogs() throws IOException {
    String web = "[program:web]\ncommand=sleep 1000\nnumprocs=2\nprocess_name=w%(process_num)d\n";
    try (DaemonUnderTest daemon = start(USUAL + web)) {
      Map<String, ProcessLine> before = daemon.awaitRunning(2);
      Set<String> logs = autoLogs();
      assertEquals(4, logs.size(), logs::toString);

      config(USUAL + web + "priority=5\n");
      assertEquals("web: stopped\nweb: updated process group\n", daemon.ctl("update").out());

      daemon
          .awaitRunning(2)
          .forEach((name, line) -> assertNotEquals(before.get(name).pid(), line.pid()));
      Set<String> fresh = autoLogs();
      fresh.removeAll(logs);
      assertEquals(4, fresh.size(), fresh::toString);
    }
  }

  @Test
  void row27_badFileAtReload_isRefusedBeforeAnythingStops_andAGoodOneKeepsThePid()
      throws IOException {
    try (DaemonUnderTest daemon = start(USUAL + UP)) {
      long child = daemon.awaitState("up", "RUNNING").pid();
      config(USUAL + UP + "numprocs=many\n");
      DaemonUnderTest.kill("HUP", daemon.pid());
      daemon.await("the refusal", () -> daemon.output().contains("cannot restart"));
      assertEquals(child, daemon.awaitState("up", "RUNNING").pid());
      Output reload = daemon.ctl("reload");
      assertNotEquals(0, reload.code(), reload::toString);
      assertEquals(child, daemon.awaitState("up", "RUNNING").pid());

      config(USUAL + UP);
      DaemonUnderTest.kill("HUP", daemon.pid());
      daemon.await("another child", () -> isAnother(daemon, child));
      assertEquals(Long.toString(daemon.pid()), Files.readString(daemon.pidFile()).strip());
    }
  }

  private static boolean isAnother(DaemonUnderTest daemon, long child) {
    ProcessLine line = daemon.status().get("up");
    return line != null && line.pid() > 0 && line.pid() != child;
  }

  @Test
  void row28_umaskAndDirectory_meanNothingInTheForeground() throws IOException {
    String text =
        USUAL
            + "umask=0111\ndirectory=/usr\n[program:where]\ncommand=sh -c 'pwd; umask'\n"
            + "startsecs=0\nautorestart=false\nstdout_logfile=%(here)s/where\n";
    try (DaemonUnderTest daemon = start(text)) {
      Path where = run.resolve("where");
      daemon.awaitState("where", "EXITED");
      daemon.await("its words", () -> where.toFile().length() > run.toString().length() + 4);
      String umask = Tree.run(run, "/bin/sh", "-c", "umask").out();
      assertEquals(run.toRealPath() + "\n" + umask, Files.readString(where));
    }
  }

  @Test
  void row29_unwritablePidFile_isACriticalLineOnly() throws IOException {
    String text = "[supervisord]\nlogfile=%(here)s/log\npidfile=/proc/nowhere\n" + UP;
    try (DaemonUnderTest daemon = start(text)) {
      daemon.awaitState("up", "RUNNING");
      assertTrue(log().contains("CRIT could not write pidfile /proc/nowhere"), log());
    }
  }

  @Test
  void row29_row30_runningDaemon_secondIsRefusedWithCode2_alsoInTheBackground() throws IOException {
    try (DaemonUnderTest daemon = start(USUAL + UP)) {
      long child = daemon.awaitState("up", "RUNNING").pid();
      Path config = run.resolve("surprise.conf");
      for (List<String> options : List.of(List.of("-n"), List.<String>of())) {
        List<String> command = new ArrayList<>(List.of(Tree.DAEMON, "-c", config.toString()));
        command.addAll(options);
        Output second = Output.of(Tree.ENVIRONMENT, run, command);
        assertEquals(2, second.code(), second::toString);
        assertTrue(second.err().contains("Another program is already listening"), second::toString);
        assertEquals(Long.toString(daemon.pid()), Files.readString(daemon.pidFile()).strip());
        assertEquals(child, daemon.awaitState("up", "RUNNING").pid());
      }
    }
  }

  @Test
  void row35_autoLogs_areMadeForTheNeverStarted_andGoAtTheNextStart() throws IOException {
    String text = USUAL + "identifier=me\n[program:never]\ncommand=cat\nautostart=false\n";
    Set<String> first;
    try (DaemonUnderTest daemon = start(text)) {
      daemon.awaitState("never", "STOPPED");
      first = autoLogs();
      assertEquals(2, first.size(), first::toString);
      for (String name : first) {
        assertTrue(name.matches("never-std(out|err)---me-\\w{8}\\.log"), name);
        assertEquals(
            "rw-------",
            PosixFilePermissions.toString(Files.getPosixFilePermissions(run.resolve(name))));
      }
    }
    assertEquals(first, autoLogs(), "they stay at the end");
    Files.createFile(run.resolve("never-stdout---other-abcdefgh.log"));
    try (DaemonUnderTest daemon = start(text)) {
      daemon.awaitState("never", "STOPPED");
      Set<String> second = autoLogs();
      assertTrue(second.remove("never-stdout---other-abcdefgh.log"), second::toString);
      assertEquals(2, second.size(), second::toString);
      second.removeAll(first);
      assertEquals(2, second.size(), "the old ones are gone");
    }
  }

  @Test
  void row48_stopping_everySupervisorCallIsFault6_systemGoesOn() throws IOException {
    String text =
        USUAL
            + "[program:stubborn]\ncommand=sh -c 'trap \"\" TERM; echo ready; "
            + "until [ -e %(here)s/end ]; do sleep 0.1; done'\n"
            + "stdout_logfile=%(here)s/ready\nstartsecs=0\nstopwaitsecs=60\n";
    try (DaemonUnderTest daemon = start(text)) {
      daemon.await("the trap", () -> run.resolve("ready").toFile().length() > 0);
      assertTrue(Rpc.call(daemon.socket(), "supervisor.shutdown").contains("<boolean>1<"));
      for (String method : List.of("getState", "getAllProcessInfo", "shutdown", "getPID")) {
        String answer = Rpc.call(daemon.socket(), "supervisor." + method);
        assertTrue(answer.contains("SHUTDOWN_STATE") && answer.contains("<int>6<"), answer);
      }
      assertTrue(Rpc.call(daemon.socket(), "system.listMethods").contains("getState"));
      Files.createFile(run.resolve("end"));
      assertEquals(0, daemon.awaitExit());
    }
  }

  @Test
  void row62_fcgiSocketFile_staysAtTheEnd_theServersGoes() throws IOException {
    String text = USUAL + "[fcgi-program:f]\ncommand=sleep 1000\nsocket=unix://%(here)s/f.sock\n";
    try (DaemonUnderTest daemon = start(text)) {
      daemon.awaitRunning(1);
      DaemonUnderTest.kill("TERM", daemon.pid());
      assertEquals(0, daemon.awaitExit());
      assertTrue(Files.exists(run.resolve("f.sock")));
      assertFalse(Files.exists(daemon.socket()));
    }
  }

  @Test
  void row67_mainLogOnAPipe_isWrittenWithoutRotation_withOneWarning() throws IOException {
    Path config =
        config(
            """
            [supervisord]
            logfile=/dev/stdout
            logfile_maxbytes=50
            silent=true
            pidfile=%(here)s/jsupervisord.pid
            childlogdir=%(here)s
            [program:ender]
            command=sh -c 'kill -TERM $PPID'
            startsecs=0
            autorestart=false
            """);
    Output output =
        Output.of(Tree.ENVIRONMENT, run, List.of(Tree.DAEMON, "-n", "-c", config.toString()));
    assertEquals(0, output.code(), output::toString);
    assertTrue(output.out().contains("INFO spawned: 'ender' with pid "), output::toString);
    assertTrue(output.out().contains("received SIGTERM indicating exit request"), output.out());
    assertEquals(
        1, output.out().lines().filter(line -> line.contains("rotat")).count(), output::toString);
  }

  /** Only root can become somebody from whom a directory is hidden. */
  @Test
  void row68_commandThatCannotBeLookedAt_isNotFound(@TempDir Path hidden) throws IOException {
    Path home = run.resolve("tree");
    Tree.copy(Tree.HOME, home);
    Files.createFile(hidden.resolve("command")).toFile().setExecutable(true, false);
    Files.setPosixFilePermissions(hidden, PosixFilePermissions.fromString("rwx------"));
    Path work = Files.createDirectory(run.resolve("work"));
    Files.setPosixFilePermissions(run, PosixFilePermissions.fromString("rwxr-xr-x"));
    Files.setPosixFilePermissions(work, PosixFilePermissions.fromString("rwxrwxrwx"));
    Path config =
        config(
            USUAL.replace("%(here)s", work.toString())
                + "nodaemon=true\n[program:secret]\ncommand="
                + hidden
                + "/command\n"
                + "startretries=0\n"
                + "[program:ender]\n"
                + "command=sh -c 'kill -TERM $PPID'\n"
                + "startsecs=0\n"
                + "priority=1000\n");
    Files.writeString(config, Files.readString(config).replace("%(here)s/js", work + "/js"));

    Output output =
        Output.of(
            Tree.ENVIRONMENT,
            work,
            List.of(
                "/usr/bin/setpriv",
                "--reuid=65534",
                "--regid=65534",
                "--clear-groups",
                Tree.CLASSIC ? Tree.DAEMON : home.resolve("bin/jsupervisord").toString(),
                "-n",
                "-c",
                config.toString()));

    String log = Files.readString(work.resolve("log"));
    assertTrue(
        log.contains("INFO spawnerr: can't find command '" + hidden + "/command'"),
        () -> log + output);
  }
}
