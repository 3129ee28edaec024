package io.jsupervisor.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code bench/rolling} in its short form: requests under load, counted while workers go and come.
 */
@Tag("slow")
class RollingBenchStory {
  @TempDir Path root;

  @Test
  void gunicornBehindNginx_rolledUpdatedKilledScaled_losesNoRequest() throws Exception {
    Path output = root.resolve("table.md");
    ProcessBuilder builder =
        new ProcessBuilder(
                "/usr/bin/python3",
                Tree.ROOT.resolve("bench/rolling/rolling.py").toString(),
                "--short")
            .redirectErrorStream(true)
            .redirectOutput(output.toFile());
    builder.environment().clear();
    builder.environment().putAll(Tree.ENVIRONMENT);
    Process bench = builder.start();
    try {
      assertTrue(bench.waitFor(10, TimeUnit.MINUTES), () -> "it does not end\n" + text(output));
      assertEquals(0, bench.exitValue(), () -> text(output));
      assertEquals(6, text(output).lines().count(), () -> text(output));
    } finally {
      bench.destroy();
    }
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      return e.toString();
    }
  }
}
