package io.jsupervisor.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The daemon's end: in order, and nothing stays behind. */
class ShutdownStory {
  @ParameterizedTest
  @ValueSource(strings = {"INT", "TERM", "QUIT"})
  void exampleRuns_exitSignal_leavesNoProcessSocketOrPidFile(String signal, @TempDir Path root)
      throws IOException {
    Examples examples = Examples.of(root);
    try (DaemonUnderTest daemon = examples.start()) {
      Collection<ProcessLine> running = daemon.awaitRunning(3).values();
      assertEquals(Long.toString(daemon.pid()), Files.readString(daemon.pidFile()).strip());
      assertEquals(3, daemon.children().size(), daemon::output);

      DaemonUnderTest.kill(signal, daemon.pid());

      assertEquals(0, daemon.awaitExit(), daemon::output);
      running.forEach(
          line -> assertFalse(ProcessHandle.of(line.pid()).isPresent(), line::toString));
      assertEquals(List.of(), daemon.children());
      assertFalse(Files.exists(daemon.socket()), "the socket is left");
      assertFalse(Files.exists(daemon.pidFile()), "the pid file is left");
      String log = Files.readString(examples.run().resolve("jsupervisord.log"));
      assertTrue(log.contains("received SIG" + signal + " indicating exit request"), log);
      assertEquals(
          3, log.lines().filter(line -> line.contains("stopped: hello-world")).count(), log);
    }
  }

  @Test
  void row16_threeGroups_shutdown_stopsTheHighestPriorityFirstAndOneAfterTheOther(
      @TempDir Path root) throws IOException {
    Examples examples = Examples.of(root, new String[0]);
    Files.writeString(
        examples.file("etc/conf.d/ordered.conf"),
        """
        [program:first]
        command=sleep 1000
        priority=1
        [program:last]
        command=sleep 1000
        priority=300
        [program:middle]
        command=sleep 1000
        priority=20
        """);
    try (DaemonUnderTest daemon = examples.start()) {
      daemon.awaitRunning(3);

      assertEquals("Shut down\n", daemon.ctl("shutdown").out());

      assertEquals(0, daemon.awaitExit(), daemon::output);
      assertEquals(
          List.of("last", "middle", "first"),
          Files.readString(examples.run().resolve("jsupervisord.log"))
              .lines()
              .filter(line -> line.contains("stopped: "))
              .map(line -> line.replaceAll(".*stopped: (\\w+) .*", "$1"))
              .toList());
    }
  }
}
