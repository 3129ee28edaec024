package io.jsupervisor.it.differential;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * Both daemons on the same configuration, driven by the same commands: what they print, log and
 * write must be the same, after masking pids and times. That it can fail, {@link DifferentialProof}
 * shows.
 */
@Tag("slow")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DifferentialStory {
  private static final long SEED = Long.getLong("jsupervisor.seed", System.nanoTime());
  private static final int RANDOM = 60;

  @TempDir static Path root;
  private final List<Scenario> scenarios = Scenarios.all(SEED, RANDOM);
  private Comparison comparison;

  @BeforeAll
  void runAll() throws IOException, InterruptedException {
    Path home = Path.of(System.getProperty("jsupervisor.root"), "target/jsupervisor");
    comparison = new Comparison(home.resolve("bin/jsupervisord"), root);
    comparison.run(scenarios);
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
                            comparison.ofClassic(scenario),
                            comparison.ofOurs(scenario),
                            () -> "seed " + SEED + "\n" + scenario.section("DIR"))));
  }
}
