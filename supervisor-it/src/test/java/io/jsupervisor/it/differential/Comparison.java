package io.jsupervisor.it.differential;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Debian's daemon and another one on the same scenarios, which run side by side. */
final class Comparison {
  private static final int AT_ONCE = 24;

  /** The classic tool looks once a second, so now and then two of its own runs differ. */
  private static final int ATTEMPTS = 3;

  private final String program;
  private final Path root;
  private final Map<Scenario, List<String>> seenOfClassic = new LinkedHashMap<>();
  private final Map<Scenario, List<String>> seenOfOurs = new LinkedHashMap<>();

  /**
   * @param program the daemon to compare
   * @param root a directory for what both write
   */
  Comparison(Path program, Path root) {
    this.program = program.toString();
    this.root = root;
  }

  /**
   * What differs is done again on a fresh pair of daemons; a difference of ours shows each time.
   */
  void run(List<Scenario> scenarios) throws IOException, InterruptedException {
    List<Scenario> left = scenarios;
    for (int attempt = 1; attempt <= ATTEMPTS && !left.isEmpty(); attempt++) {
      run(left, root.resolve("c" + attempt), root.resolve("o" + attempt));
      left = left.stream().filter(s -> !ofClassic(s).equals(ofOurs(s))).toList();
    }
  }

  /** What could be seen of Debian's daemon, masked. */
  String ofClassic(Scenario scenario) {
    return String.join("\n", seenOfClassic.get(scenario));
  }

  /** What could be seen of the other daemon, masked. */
  String ofOurs(Scenario scenario) {
    return String.join("\n", seenOfOurs.get(scenario));
  }

  private void run(List<Scenario> some, Path classicRun, Path ourRun)
      throws IOException, InterruptedException {
    try (Side classic = start("/usr/bin/supervisord", classicRun, some);
        Side ours = start(program, ourRun, some)) {
      classic.awaitAnswer();
      ours.awaitAnswer();
      perform(some, classic, ours);
      for (Scenario scenario : some) {
        seenOfClassic.get(scenario).addAll(classic.remains(scenario));
        seenOfOurs.get(scenario).addAll(ours.remains(scenario));
      }
    }
  }

  private void perform(List<Scenario> some, Side classic, Side ours) throws InterruptedException {
    try (ExecutorService threads = Executors.newFixedThreadPool(2 * AT_ONCE)) {
      Map<Scenario, Future<List<String>>> classicRuns = new LinkedHashMap<>();
      Map<Scenario, Future<List<String>>> ourRuns = new LinkedHashMap<>();
      for (Scenario scenario : some) {
        classicRuns.put(scenario, threads.submit(() -> classic.perform(scenario)));
        ourRuns.put(scenario, threads.submit(() -> ours.perform(scenario)));
      }
      collect(classicRuns, seenOfClassic);
      collect(ourRuns, seenOfOurs);
    }
  }

  private static Side start(String program, Path directory, List<Scenario> some)
      throws IOException {
    Files.createDirectories(directory);
    script(directory.resolve("badscript"), "#!/nosuch/interpreter\n");
    script(directory.resolve("noshebang"), "echo never\n");
    return Side.start(program, directory, some);
  }

  private static void script(Path file, String text) throws IOException {
    Files.writeString(file, text);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private static void collect(
      Map<Scenario, Future<List<String>>> runs, Map<Scenario, List<String>> seen)
      throws InterruptedException {
    for (Map.Entry<Scenario, Future<List<String>>> run : runs.entrySet()) {
      List<String> lines;
      try {
        lines = new ArrayList<>(run.getValue().get());
      } catch (ExecutionException failed) {
        lines = new ArrayList<>(List.of("failed: " + failed.getCause()));
      }
      seen.put(run.getKey(), lines);
    }
  }
}
