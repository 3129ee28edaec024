package io.jsupervisor.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Reloads that an operator makes hard. */
class ReloadStory {
  @Test
  void row27_fileBreaksWhileEverythingStops_reload_goesOnWithTheOneBefore(@TempDir Path root)
      throws IOException {
    Examples examples = Examples.of(root, new String[0]);
    Path program = examples.file("etc/conf.d/slow.conf");
    Path end = root.resolve("end");
    String good =
        """
        [program:slow]
        command=sh -c "trap '' TERM; until rm %s 2>/dev/null; do sleep 0.05; done"
        stopwaitsecs=60
        """
            .formatted(end);
    Files.writeString(program, good);
    Path log = examples.run().resolve("jsupervisord.log");
    try (DaemonUnderTest daemon = examples.start()) {
      daemon.awaitRunning(1);

      DaemonUnderTest.kill("HUP", daemon.pid());
      daemon.await("the stop", () -> text(log).contains("waiting for slow to die"));
      Files.writeString(program, good + "numprocs=many\n");
      Files.createFile(end);

      daemon.await("the next run", () -> text(log).contains("goes on with the one before"));
      daemon.awaitRunning(1);
      assertTrue(text(log).contains("many"), () -> text(log));
      Files.writeString(program, "[program:other]\ncommand=sleep 1000\n");
      DaemonUnderTest.kill("HUP", daemon.pid());
      Files.createFile(end);
      daemon.awaitState("other", "RUNNING");
      DaemonUnderTest.kill("TERM", daemon.pid());
      assertEquals(0, daemon.awaitExit());
    }
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
