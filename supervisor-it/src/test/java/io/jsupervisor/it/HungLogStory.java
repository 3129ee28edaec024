package io.jsupervisor.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A log whose disk does not answer, played by a pipe: nothing but that program is held up. */
class HungLogStory {
  private static final String PROGRAMS =
      """
      [program:flood]
      command=sh -c 'while :; do echo 0123456789012345678901234567890123456789; done'
      stdout_logfile=%s
      stdout_logfile_maxbytes=0
      stderr_logfile=NONE
      [program:calm]
      command=sleep 1000
      autorestart=true
      """;

  @Test
  void logDoesNotTakeBytes_othersAreRestarted_andTheDaemonEnds(@TempDir Path root)
      throws IOException {
    Examples examples = Examples.of(root, new String[0]);
    Path log = pipe(root);
    Process reader =
        new ProcessBuilder("sh", "-c", "exec sleep 1000 <\"$0\"", log.toString()).start();
    Files.writeString(examples.file("etc/conf.d/hung.conf"), PROGRAMS.formatted(log));
    try (DaemonUnderTest daemon = examples.start()) {
      daemon.awaitRunning(2);
      daemon.await("a write that hangs", () -> streamsHang(daemon.pid()));

      long calm = daemon.status().get("calm").pid();
      DaemonUnderTest.kill("KILL", calm);
      daemon.await("another calm", () -> isAnother(daemon, calm));
      assertNotEquals(calm, daemon.awaitState("calm", "RUNNING").pid());
      assertEquals("calm: stopped\ncalm: started\n", daemon.ctl("restart", "calm").out());

      DaemonUnderTest.kill("TERM", daemon.pid());
      assertEquals(0, daemon.awaitExit(), daemon::output);
    } finally {
      reader.destroy();
    }
  }

  @Test
  void logDoesNotOpen_theProgramRunsAllTheSame_andTheDaemonEnds(@TempDir Path root)
      throws IOException {
    Examples examples = Examples.of(root, new String[0]);
    Files.writeString(examples.file("etc/conf.d/hung.conf"), PROGRAMS.formatted(pipe(root)));
    try (DaemonUnderTest daemon = examples.start()) {
      daemon.awaitRunning(2);
      DaemonUnderTest.kill("TERM", daemon.pid());
      assertEquals(0, daemon.awaitExit(), daemon::output);
    }
  }

  private static Path pipe(Path root) {
    Path pipe = root.resolve("pipe");
    assertEquals(0, Tree.run(root, "/usr/bin/mkfifo", pipe.toString()).code());
    return pipe;
  }

  private static boolean isAnother(DaemonUnderTest daemon, long old) {
    long now = daemon.status().get("calm").pid();
    return now != 0 && now != old;
  }

  /** Whether the thread that writes the logs waits for its pipe, by the kernel's word. */
  private static boolean streamsHang(long pid) {
    try (var tasks = Files.list(Path.of("/proc/" + pid + "/task"))) {
      for (Path task : (Iterable<Path>) tasks::iterator) {
        if (Files.readString(task.resolve("comm")).strip().equals("streams")) {
          return Files.readString(task.resolve("wchan")).contains("pipe_write");
        }
      }
      return false;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
