package io.jsupervisor.daemon.fleet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jsupervisor.daemon.config.GroupSpec.FcgiSocket;
import io.jsupervisor.daemon.core.Account;
import io.jsupervisor.daemon.core.ProcessSpec;
import io.jsupervisor.daemon.core.Specs;
import io.jsupervisor.daemon.fleet.CommandRunner.Ended;
import io.jsupervisor.daemon.fleet.CommandRunner.Run;
import io.jsupervisor.daemon.os.Clock;
import io.jsupervisor.daemon.os.DaemonFacts;
import io.jsupervisor.daemon.os.LaunchPlanner;
import io.jsupervisor.daemon.os.Processes;
import io.jsupervisor.daemon.os.posix.EpollPipes;
import io.jsupervisor.daemon.os.posix.PosixDoorbell;
import io.jsupervisor.daemon.os.posix.PosixProcesses;
import io.jsupervisor.daemon.streams.StreamLoop;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Commands of the configuration, run for real: the spawner, the pipes and the reaper of Linux. */
class SpawnedCommandsTest {
  private static final long PATIENCE = 20_000_000_000L;

  @TempDir Path folder;
  private final PosixDoorbell doorbell = PosixDoorbell.open();
  private final PosixProcesses processes = new PosixProcesses(doorbell, false);
  private final StreamLoop streams = StreamLoop.start(new EpollPipes(), Clock.SYSTEM, w -> {});
  private final TestClockwork clockwork = new TestClockwork(Clock.SYSTEM, doorbell::ring);
  private final SpawnedCommands runner =
      new SpawnedCommands(clockwork, processes, streams, new Planning());
  private final List<Processes.Reaped> strangers = new ArrayList<>();

  @AfterEach
  void endEverything() {
    until(runner::end);
    processes.close();
    streams.close();
    doorbell.close();
  }

  private void until(BooleanSupplier done) {
    long deadline = Clock.SYSTEM.ticks().nanos() + PATIENCE;
    while (!done.getAsBoolean()) {
      assertTrue(Clock.SYSTEM.ticks().nanos() < deadline, "not in time");
      doorbell.await(Math.min(100_000_000L, clockwork.nanosToNext()));
      for (Processes.Reaped reaped : processes.reap()) {
        if (!runner.reaped(reaped)) {
          strangers.add(reaped);
        }
      }
      clockwork.turn();
    }
  }

  private static Run words(long timeoutMillis, String... words) {
    return new Run(
        List.of(words), Optional.empty(), Optional.empty(), Optional.empty(), timeoutMillis);
  }

  private Ended run(Run what) {
    CompletableFuture<Ended> ended = new CompletableFuture<>();
    runner.run(what, answer -> assertTrue(ended.complete(answer), "told twice"));
    until(ended::isDone);
    return ended.join();
  }

  @Test
  void command_exitsWithZero_isOk() {
    assertEquals(new Ended(true, "exit status 0"), run(words(10_000, "true")));
  }

  @Test
  void command_fails_tellsItsStatusAndLastWordsOnOneLine() {
    Ended ended = run(words(10_000, "sh", "-c", "echo out; echo err >&2; exit 3"));
    assertEquals(new Ended(false, "exit status 3: out; err"), ended);
  }

  @Test
  void command_writesALot_keepsTheLastWords() {
    Ended ended = run(words(10_000, "sh", "-c", "seq 100000; echo the end; exit 1"));
    assertTrue(ended.text().endsWith("100000; the end"), ended.text());
    assertTrue(ended.text().length() < 600, "length " + ended.text().length());
  }

  @Test
  void missingCommand_isAnAnswerWithItsName() {
    Ended ended = run(words(10_000, "no-such-command"));
    assertFalse(ended.ok());
    assertTrue(ended.text().contains("no-such-command"), ended.text());
  }

  @Test
  void command_runsWithoutShell_inItsDirectoryAndEnvironment() {
    Run run =
        new Run(
            List.of("sh", "-c", "pwd; env | grep MINE; echo $#:$1", "sh", "$HOME *"),
            Optional.of(folder.toString()),
            Optional.of(Map.of("MINE", "a b", "PATH", "/usr/bin:/bin")),
            Optional.empty(),
            10_000);
    assertEquals(new Ended(true, "exit status 0: " + folder + "; MINE=a b; 1:$HOME *"), run(run));
  }

  @Test
  void command_readsStdin_findsItsEnd() {
    assertEquals(new Ended(true, "exit status 0"), run(words(10_000, "cat")));
  }

  @Test
  void hangingCommand_isKilledWithItsGrandchildren() throws Exception {
    Path pids = folder.resolve("pids");
    Ended ended =
        run(words(500, "sh", "-c", "sleep 1000 & echo $! $$ > " + pids + "; wait; sleep 1000"));
    assertEquals(new Ended(false, "no end within 0.5 s"), ended);
    for (String pid : Files.readString(pids).strip().split(" ", -1)) {
      until(() -> !isAlive(Long.parseLong(pid)));
    }
  }

  private static boolean isAlive(long pid) {
    try {
      String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
      return !stat.substring(stat.lastIndexOf(')')).startsWith(") Z");
    } catch (java.io.IOException gone) {
      return false;
    }
  }

  @Test
  void manyCommands_runAFewAtATime_allEnd() throws Exception {
    List<Ended> all = new ArrayList<>();
    String script = "mkdir $$; ls | wc -l; rmdir $$";
    for (int i = 0; i < 60; i++) {
      runner.run(
          new Run(
              List.of("sh", "-c", script),
              Optional.of(folder.toString()),
              Optional.empty(),
              Optional.empty(),
              20_000),
          all::add);
    }
    until(() -> all.size() == 60);
    for (Ended ended : all) {
      assertTrue(ended.ok(), ended.text());
      int atOnce = Integer.parseInt(ended.text().replaceAll(".*: *", ""));
      assertTrue(atOnce <= 8, "at once: " + atOnce);
    }
    assertEquals(List.of(), strangers);
  }

  @Test
  void hangingProbes_holdBackNoOtherCommand() {
    for (int i = 0; i < 20; i++) {
      runner.runAs(Specs.defaults("web"), "sleep 1000", 60_000, ended -> {});
    }
    assertTrue(run(words(10_000, "true")).ok());
  }

  @Test
  void runningAndWaitingCommands_atTheEnd_areKilledAndAnswered() {
    List<Ended> all = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      runner.run(words(60_000, "sleep", "1000"), all::add);
    }
    until(runner::end);
    until(() -> all.size() == 12);
    assertEquals(new Ended(false, "the daemon is stopping"), all.getFirst());
  }

  @Test
  void commandOfAProgram_seesItsVariables() {
    CompletableFuture<Ended> ended = new CompletableFuture<>();
    runner.runAs(
        Specs.defaults("web"),
        "sh -c 'echo $SUPERVISOR_PROCESS_NAME \"a b\"'",
        10_000,
        ended::complete);
    until(ended::isDone);
    assertEquals(new Ended(true, "exit status 0: web a b"), ended.join());
  }

  @Test
  void commandOfAnotherUser_runsAsThatUser() {
    Assumptions.assumeTrue("root".equals(System.getProperty("user.name")), "needs root");
    Account nobody = new Account("nobody", 65534, 65534, List.of());
    Run run =
        new Run(
            List.of("id", "-u"), Optional.of("/"), Optional.empty(), Optional.of(nobody), 10_000);
    assertEquals(new Ended(true, "exit status 0: 65534"), run(run));
  }

  /** Only what commands need. */
  private static final class Planning implements Launching {
    private final LaunchPlanner planner =
        new LaunchPlanner(DaemonFacts.ofThisProcess(Optional.empty()), Path.of("no-state"));

    @Override
    public PreparedCommand command(Run run) {
      return PreparedCommand.of(
          planner.command(run.words(), run.directory(), run.environment(), run.user()));
    }

    @Override
    public PreparedCommand commandAs(ProcessSpec program, String command) {
      return PreparedCommand.of(planner.plan(program.withCommand(command)));
    }

    @Override
    public Prepared prepare(
        ProcessSpec spec,
        String stdoutLogfile,
        String stderrLogfile,
        Optional<CompletableFuture<Integer>> socket,
        Consumer<Prepared.Ready> opening) {
      throw new UnsupportedOperationException();
    }

    @Override
    public int openSocket(FcgiSocket address) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void closeSocket(FcgiSocket address, int descriptor) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Prepared standIn(
        ProcessSpec spec, Prepared.Ready refused, Processes.SpawnResult.Failed failed) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Optional<Unstartable> check(ProcessSpec spec) {
      throw new UnsupportedOperationException();
    }
  }
}
