package io.jsupervisor.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * What a finished program left.
 *
 * @param out stdout
 * @param err stderr
 * @param code exit code
 */
record Output(String out, String err, int code) {

  /** Runs a program to its end, with this environment only. */
  static Output of(Map<String, String> environment, Path directory, List<String> command) {
    try {
      Path err = Files.createTempFile("err", ".txt");
      ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile());
      builder.environment().clear();
      builder.environment().putAll(environment);
      Process process =
          builder
              .redirectError(err.toFile())
              .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
              .start();
      String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (!process.waitFor(120, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new AssertionError("does not end: " + command);
      }
      String errors = Files.readString(err);
      Files.delete(err);
      return new Output(out, errors, process.exitValue());
    } catch (IOException e) {
      throw new UncheckedIOException(
          "cannot run " + command.getFirst() + " (cure: build-tools/install-test-deps)", e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
