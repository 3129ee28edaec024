package io.jsupervisor.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Debian's wrk: eight connections, a new one each request, until it is stopped. It takes what is
 * left of the machine.
 */
final class Wrk implements AutoCloseable {
  private static final Pattern REQUESTS = Pattern.compile("(?m)^ +(\\d+) requests in ");
  private static final Pattern ERRORS =
      Pattern.compile("(?m)^ +(?:Socket errors|Non-2xx or 3xx responses): .*");

  private final Path output;
  private final Process process;

  /**
   * What it came to.
   *
   * @param errors its own lines about sockets and answers that are not 2xx; empty when none failed
   */
  record Result(long requests, List<String> errors) {}

  private Wrk(Path output, Process process) {
    this.output = output;
    this.process = process;
  }

  static Wrk on(int port, Path folder) {
    try {
      Path output = Files.createTempFile(folder, "wrk", ".txt");
      ProcessBuilder builder =
          new ProcessBuilder(
                  "/usr/bin/nice",
                  "-n19",
                  "/usr/bin/wrk",
                  "-t1",
                  "-c8",
                  "-d600",
                  "--timeout",
                  "30s",
                  "-H",
                  "Connection: close",
                  "http://127.0.0.1:" + port + "/")
              .redirectErrorStream(true)
              .redirectOutput(output.toFile());
      builder.environment().clear();
      builder.environment().putAll(Tree.ENVIRONMENT);
      return new Wrk(output, builder.start());
    } catch (IOException e) {
      throw new UncheckedIOException("cannot start wrk (cure: build-tools/install-test-deps)", e);
    }
  }

  Result stop() {
    DaemonUnderTest.kill("INT", process.pid());
    try {
      if (!process.waitFor(60, TimeUnit.SECONDS)) {
        throw new AssertionError("wrk does not end");
      }
      String text = Files.readString(output, StandardCharsets.UTF_8);
      Matcher requests = REQUESTS.matcher(text);
      if (!requests.find()) {
        throw new AssertionError("wrk said: " + text);
      }
      return new Result(
          Long.parseLong(requests.group(1)),
          ERRORS.matcher(text).results().map(found -> found.group().strip()).toList());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
