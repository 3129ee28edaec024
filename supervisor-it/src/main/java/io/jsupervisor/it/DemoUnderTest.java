package io.jsupervisor.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** What {@code make demo} starts, from a folder that holds the examples and the tree only. */
final class DemoUnderTest implements AutoCloseable {
  private final Examples examples;
  private final Path output;
  private final Process process;

  private DemoUnderTest(Examples examples, Path output, Process process) {
    this.examples = examples;
    this.output = output;
    this.process = process;
  }

  /** Starts it; {@link #awaitUp} waits for it. */
  static DemoUnderTest start(Path root, String proxy) {
    return again(prepare(root), proxy);
  }

  /** The folder: examples, the script and the tree. */
  static Examples prepare(Path root) {
    try {
      Examples examples = Examples.of(root);
      Files.createDirectories(root.resolve("build-tools"));
      Files.copy(
          Tree.ROOT.resolve("build-tools/demo"),
          root.resolve("build-tools/demo"),
          java.nio.file.StandardCopyOption.COPY_ATTRIBUTES);
      Files.createSymbolicLink(root.resolve("target/jsupervisor"), Tree.HOME);
      return examples;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Starts it in a folder that is prepared. */
  static DemoUnderTest again(Examples examples, String proxy) {
    try {
      Path output = Files.createTempFile(examples.root(), "output", ".txt");
      ProcessBuilder builder =
          new ProcessBuilder(examples.root().resolve("build-tools/demo").toString(), proxy)
              .directory(examples.root().toFile())
              .redirectErrorStream(true)
              .redirectInput(Path.of("/dev/null").toFile())
              .redirectOutput(output.toFile());
      builder.environment().clear();
      builder.environment().putAll(Tree.ENVIRONMENT);
      return new DemoUnderTest(examples, output, builder.start());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Examples examples() {
    return examples;
  }

  /** Waits for the sentence that says what to try; it comes when every server has answered. */
  void awaitUp() {
    await("the demo", () -> output().contains("--- the demo is up"));
  }

  String output() {
    try {
      return Files.readString(output);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void await(String what, Supplier<Boolean> condition) {
    boolean ignored =
        Await.answer(
            what,
            () -> Optional.of(condition.get() || !process.isAlive()).filter(Boolean::booleanValue),
            this::output);
    if (!condition.get()) {
      throw new AssertionError("the demo ended, waiting for " + what + "\n" + output());
    }
  }

  Output ctl(String proxy, String... words) {
    List<String> command =
        new java.util.ArrayList<>(
            List.of(Tree.CTL, "-c", file("etc/behind-" + proxy + ".conf").toString()));
    command.addAll(List.of(words));
    return Output.of(Tree.ENVIRONMENT, examples.root(), command);
  }

  /** A file of the demo's own folder. */
  Path file(String name) {
    return examples.root().resolve("target/demo").resolve(name);
  }

  /** The answer at a port given by its example's number. */
  HttpResponse<String> get(int example, String path, String... headers) {
    URI uri = URI.create("http://127.0.0.1:" + examples.ports().of(example) + path);
    HttpRequest.Builder request = HttpRequest.newBuilder(uri);
    if (headers.length > 0) {
      request.headers(headers);
    }
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(uri + "\n" + output(), e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** As ctrl-C does; answers the exit code. */
  int interrupt() {
    DaemonUnderTest.kill("INT", process.pid());
    return awaitExit();
  }

  int awaitExit() {
    try {
      if (!process.waitFor(60, TimeUnit.SECONDS)) {
        throw new AssertionError("the demo does not end\n" + output());
      }
      return process.exitValue();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Processes that have this demo's folder in their arguments or environment. */
  List<Long> processes() {
    String folder = file("").toString();
    return ProcessHandle.allProcesses()
        .map(ProcessHandle::pid)
        .filter(
            pid ->
                arguments(pid).contains(folder)
                    || DaemonUnderTest.environment(pid).stream()
                        .anyMatch(variable -> variable.contains(folder)))
        .toList();
  }

  private static String arguments(long pid) {
    try {
      return Files.readString(
          Path.of("/proc/" + pid + "/cmdline"), java.nio.charset.StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      return "";
    }
  }

  @Override
  public void close() {
    if (process.isAlive()) {
      process.destroy();
      int ignored = awaitExit();
    }
    processes().forEach(pid -> ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly));
  }
}
