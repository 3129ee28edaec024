package io.jsupervisor.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two thousand processes on one daemon. */
@Tag("slow")
class ManyProcessesStory {
  private static final int MANY = 2000;

  @Test
  void twoThousandSleepers_startedListedStopped_withoutAThreadEach(@TempDir Path root)
      throws IOException {
    Examples examples = Examples.of(root, new String[0]);
    Path program = examples.file("etc/conf.d/many.conf");
    Files.writeString(program, program(3));
    try (DaemonUnderTest daemon = examples.start()) {
      daemon.awaitRunning(3);
      int threadsOfFew = threads(daemon);

      Files.writeString(program, program(MANY));
      long begun = System.nanoTime();
      assertEquals(0, daemon.ctl("update").code());
      daemon.awaitRunning(MANY);
      report("started", begun);

      begun = System.nanoTime();
      assertEquals(MANY, daemon.ctl("status").out().lines().count());
      report("listed", begun);
      int threadsOfMany = threads(daemon);
      System.out.println("threads: " + threadsOfFew + " with 3, " + threadsOfMany + " with 2000");
      // The HTTP server may have grown its pool by a few while it answered.
      assertTrue(threadsOfMany < threadsOfFew + 20, daemon::output);

      begun = System.nanoTime();
      Output stop = daemon.ctl("stop", "all");
      report("stopped", begun);
      assertEquals(MANY, stop.out().lines().filter(line -> line.endsWith(": stopped")).count());
      daemon.await("the last sleeper's end", () -> daemon.children().isEmpty());
    }
  }

  @Test
  void twoThousandOfWhichFiveHundredLog_everyLineIsThere_withoutAThreadEach(@TempDir Path root)
      throws IOException {
    int loggers = 500;
    Examples examples = Examples.of(root, new String[0]);
    Path program = examples.file("etc/conf.d/many.conf");
    Files.writeString(program, program(3));
    try (DaemonUnderTest daemon = examples.start()) {
      daemon.awaitRunning(3);
      int threadsOfFew = threads(daemon);
      Files.writeString(program, program(MANY - loggers) + logger(root, loggers));
      assertEquals(0, daemon.ctl("update").code());
      daemon.awaitRunning(MANY);
      for (int i = 0; i < loggers; i++) {
        Path log = root.resolve("log%04d".formatted(i));
        daemon.await("three lines in " + log, () -> lines(log).size() >= 3);
        List<String> lines = lines(log);
        for (int line = 0; line < lines.size(); line++) {
          assertEquals("line " + line, lines.get(line), log::toString);
        }
      }
      int threadsOfMany = threads(daemon);
      System.out.println("threads: " + threadsOfMany + " with 500 of 2000 logging");
      assertTrue(threadsOfMany < threadsOfFew + 20, daemon::output);
      assertEquals(0, daemon.ctl("stop", "all").code());
      daemon.await("the last child's end", () -> daemon.children().isEmpty());
    }
  }

  private static String logger(Path root, int count) {
    return "[program:log]\n"
        + "command=perl -e '$|=1; for ($i = 0;; $i++) { print \"line $i\\n\"; sleep 1 }'\n"
        + "process_name=%(program_name)s%(process_num)04d\n"
        + "stopasgroup=true\n"
        + "redirect_stderr=true\n"
        + "stdout_logfile="
        + root
        + "/log%(process_num)04d\nnumprocs="
        + count
        + "\n";
  }

  private static List<String> lines(Path log) {
    try {
      return Files.readAllLines(log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String program(int count) {
    return "[program:many]\ncommand=sleep 100000\nprocess_name=%(program_name)s_%(process_num)04d\n"
        + "stdout_logfile=NONE\nstderr_logfile=NONE\nnumprocs="
        + count
        + "\n";
  }

  private static void report(String what, long begun) {
    System.out.println(
        MANY + " processes " + what + " in " + (System.nanoTime() - begun) / 1_000_000 + " ms");
  }

  private static int threads(DaemonUnderTest daemon) throws IOException {
    try (var tasks = Files.list(Path.of("/proc/" + daemon.pid() + "/task"))) {
      return (int) tasks.count();
    }
  }
}
