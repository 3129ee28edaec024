package io.jsupervisor.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Our daemon and Debian's, side by side on the same configuration: what is seen must be the same.
 */
@Timeout(300)
class BesideReferenceStory {
  private static final String CLASSIC = "/usr/bin/supervisord";
  private static final String PYTHON = "/usr/bin/python3";

  @TempDir Path scratch;

  private Path directory(String name, String... scripts) throws IOException {
    Path directory = Files.createDirectories(scratch.resolve(name));
    for (String script : scripts) {
      try (InputStream text = BesideReferenceStory.class.getResourceAsStream("/beside/" + script)) {
        Files.copy(text, directory.resolve(script));
      }
    }
    return directory;
  }

  /** Runs a script beside each daemon, at the same time. */
  private void assertSame(List<String> before, String script, String... more) throws IOException {
    Path theirs = directory("theirs", script);
    Path mine = directory("ours", script);
    for (String file : more) {
      directory("theirs", file);
      directory("ours", file);
    }
    CompletableFuture<Output> expected =
        CompletableFuture.supplyAsync(() -> run(before, script, theirs, CLASSIC));
    Output actual = run(before, script, mine, Tree.DAEMON);
    assertEquals(0, expected.join().code(), expected.join()::toString);
    assertEquals(expected.join().out(), actual.out(), actual::err);
    assertFalse(actual.out().contains("still waiting"), actual::out);
    assertFalse(actual.out().contains("nothing more came"), actual::out);
  }

  private static Output run(List<String> before, String script, Path directory, String daemon) {
    List<String> command = new java.util.ArrayList<>(before);
    command.addAll(
        List.of(PYTHON, directory.resolve(script).toString(), directory.toString(), daemon));
    return Output.of(Tree.ENVIRONMENT, directory, command);
  }

  /** REMOTE_COMMUNICATION, PROCESS_COMMUNICATION, TICK_5, and what listeners do then. */
  @Test
  @Tag("slow")
  void listenersOfSuperlancesKinds_runUnchanged() throws IOException {
    assertSame(List.of(), "listeners.py", "listener.py");
  }

  /** With a /dev/log of its own, which needs a mount namespace. */
  @Test
  void syslog_getsTheSameMessages() throws IOException {
    List<String> apart = List.of("/usr/bin/unshare", "--map-root-user", "--user", "--mount");
    assumeTrue(mayUnshare(apart), "this machine gives no mount namespace to users");
    assertSame(apart, "syslog.py");
  }

  private boolean mayUnshare(List<String> apart) {
    List<String> command = new java.util.ArrayList<>(apart);
    command.addAll(List.of("/bin/mount", "-t", "tmpfs", "tmpfs", scratch.toString()));
    return Output.of(Tree.ENVIRONMENT, Path.of("/"), command).code() == 0;
  }

  /** Every command that its shell has, in a real terminal. */
  @Test
  void debiansSupervisorctl_inATerminal_showsTheSame() throws IOException {
    Path theirs = prepared("theirs");
    Path mine = prepared("ours");
    try (DaemonUnderTest reference =
            DaemonUnderTest.startClassic(theirs.resolve("d.conf"), theirs);
        DaemonUnderTest ours = DaemonUnderTest.start(mine.resolve("d.conf"), mine)) {
      reference.awaitState("noisy", "RUNNING");
      ours.awaitState("noisy", "RUNNING");
      CompletableFuture<Output> expected = CompletableFuture.supplyAsync(() -> terminal(theirs));
      Output actual = terminal(mine);
      assertEquals(0, expected.join().code(), expected.join()::toString);
      assertEquals(expected.join().out(), actual.out(), actual::err);
    }
  }

  private static Output terminal(Path run) {
    return Tree.run(
        run, PYTHON, run.resolve("terminal.py").toString(), run + "/d.conf", run.toString());
  }

  private Path prepared(String name) throws IOException {
    Path run = directory(name, "terminal.py");
    Files.writeString(
        run.resolve("d.conf"),
        """
        [unix_http_server]
        file=%1$s/jsupervisor.sock
        username=amy
        password=secret
        [supervisord]
        logfile=%1$s/main.log
        pidfile=%1$s/jsupervisord.pid
        childlogdir=%1$s
        [rpcinterface:supervisor]
        supervisor.rpcinterface_factory=supervisor.rpcinterface:make_main_rpcinterface
        [supervisorctl]
        serverurl=unix://%1$s/jsupervisor.sock
        username=amy
        password=secret
        [program:cat]
        command=cat
        [program:noisy]
        command=sh -c 'printf "one\\ntwo \\303\\251\\n"; echo oops >&2; exec sleep 1000'
        [program:late]
        command=sleep 1000
        autostart=false
        [program:web]
        command=sleep 1000
        numprocs=2
        process_name=%%(program_name)s_%%(process_num)02d
        """
            .formatted(run));
    return run;
  }

  /** What {@code status -v} and {@code status --watch} show of our own daemon. */
  @Test
  void ourStatus_verboseAndWatched_followsOurDaemon() throws IOException {
    Path run = prepared("ours");
    directory("ours", "watch.py");
    try (DaemonUnderTest daemon = DaemonUnderTest.start(run.resolve("d.conf"), run)) {
      daemon.awaitState("noisy", "RUNNING");
      Output seen =
          Tree.run(run, PYTHON, run.resolve("watch.py").toString(), Tree.CTL, run + "/d.conf");
      assertEquals("verbose\nwatched\nchanged\nended\n", seen.out(), seen::err);
    }
  }
}
