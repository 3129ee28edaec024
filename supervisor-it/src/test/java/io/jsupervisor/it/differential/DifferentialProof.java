package io.jsupervisor.it.differential;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * Proves that {@link DifferentialStory} can fail: ten faults in our daemon, ten failures. No part
 * of {@code make test}; {@code build-tools/prove-differential} runs it. Its result is in
 * docs/differential.md.
 */
class DifferentialProof {
  @TempDir static Path root;

  private static List<Scenario> scenarios(List<String> names) {
    List<Scenario> all = Scenarios.all(0, 0);
    return names.stream()
        .map(name -> all.stream().filter(s -> s.name().equals(name)).findFirst().orElseThrow())
        .toList();
  }

  @Test
  void daemonAsItIs_theSameScenarios_findNothing() throws Exception {
    List<Scenario> all = scenarios(Sabotage.TEN.stream().map(Sabotage::scenario).toList());
    Comparison comparison =
        new Comparison(
            Path.of(System.getProperty("jsupervisor.root"), "target/jsupervisor/bin/jsupervisord"),
            Files.createDirectory(root.resolve("whole")));
    comparison.run(all);
    all.forEach(s -> assertEquals(comparison.ofClassic(s), comparison.ofOurs(s), s::name));
  }

  @TestFactory
  Stream<DynamicTest> eachFault_isFoundByItsScenario() {
    String only = System.getProperty("jsupervisor.fault", "");
    return Sabotage.TEN.stream()
        .filter(fault -> fault.what().contains(only))
        .map(fault -> dynamicTest(fault.what(), () -> find(fault)));
  }

  private static void find(Sabotage fault) throws IOException, InterruptedException {
    Path run = Files.createDirectory(root.resolve("broken-" + Sabotage.TEN.indexOf(fault)));
    Comparison comparison = new Comparison(fault.program(run.resolve("tree")), run);
    Scenario scenario = scenarios(List.of(fault.scenario())).getFirst();
    comparison.run(List.of(scenario));
    boolean caught = !comparison.ofClassic(scenario).equals(comparison.ofOurs(scenario));
    System.out.printf(
        "| %s | `%s` | %s |%n", fault.what(), fault.scenario(), caught ? "caught" : "MISSED");
    comparison
        .ofOurs(scenario)
        .lines()
        .filter(line -> !comparison.ofClassic(scenario).lines().toList().contains(line))
        .limit(2)
        .forEach(line -> System.out.println("    ours alone: " + line));
    assertNotEquals(comparison.ofClassic(scenario), comparison.ofOurs(scenario), fault::what);
  }
}
