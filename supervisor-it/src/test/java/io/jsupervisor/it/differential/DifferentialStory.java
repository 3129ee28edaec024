package io.jsupervisor.it.differential;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

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
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * Both daemons on the same configuration, driven by the same commands: what they print, log and
 * write must be the same, after masking pids and times. All scenarios run side by side.
 */
@Tag("slow")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DifferentialStory {
  private static final long SEED = Long.getLong("jsupervisor.seed", System.nanoTime());
  private static final int RANDOM = 60;
  private static final int AT_ONCE = 24;

  /** The classic tool looks once a second, so now and then two of its own runs differ. */
  private static final int ATTEMPTS = 3;

  @TempDir static Path root;
  private final List<Scenario> scenarios = Scenarios.all(SEED, RANDOM);
  private final Map<Scenario, List<String>> seenOfClassic = new LinkedHashMap<>();
  private final Map<Scenario, List<String>> seenOfOurs = new LinkedHashMap<>();

  /**
   * What differs is done again on a fresh pair of daemons; a difference of ours shows each time.
   */
  @BeforeAll
  void runAll() throws IOException, InterruptedException {
    List<Scenario> left = scenarios;
    for (int attempt = 1; attempt <= ATTEMPTS && !left.isEmpty(); attempt++) {
      run(left, root.resolve("c" + attempt), root.resolve("o" + attempt));
      left = left.stream().filter(s -> !seenOfClassic.get(s).equals(seenOfOurs.get(s))).toList();
    }
  }

  private void run(List<Scenario> some, Path classicRun, Path ourRun)
      throws IOException, InterruptedException {
    Path home = Path.of(System.getProperty("jsupervisor.root"), "target/jsupervisor");
    try (Side classic = start("/usr/bin/supervisord", classicRun, some);
        Side ours = start(home.resolve("bin/jsupervisord").toString(), ourRun, some)) {
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

  @TestFactory
  Stream<DynamicTest> everyScenario_looksTheSameOnBoth() {
    return scenarios.stream()
        .map(
            scenario ->
                dynamicTest(
                    scenario.name(),
                    () ->
                        assertEquals(
                            String.join("\n", seenOfClassic.get(scenario)),
                            String.join("\n", seenOfOurs.get(scenario)),
                            () -> "seed " + SEED + "\n" + scenario.section("DIR"))));
  }
}
