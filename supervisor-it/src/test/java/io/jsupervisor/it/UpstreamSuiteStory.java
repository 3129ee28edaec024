package io.jsupervisor.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** The classic tool's own end-to-end tests, from Debian's package, with our programs in place. */
@Tag("slow")
class UpstreamSuiteStory {
  private static final int AT_LEAST = 25;

  @TempDir Path scratch;

  @TestFactory
  Stream<DynamicTest> upstreamTest_withOurPrograms_passes() throws IOException {
    Path script = scratch.resolve("run.py");
    try (InputStream text = UpstreamSuiteStory.class.getResourceAsStream("/upstream/run.py")) {
      Files.copy(text, script);
    }
    Output output =
        Output.of(
            Tree.ENVIRONMENT,
            scratch,
            List.of(
                "/usr/bin/python3",
                script.toString(),
                scratch.toString(),
                Tree.DAEMON,
                Tree.CTL,
                Tree.CLASSIC
                    ? "/usr/bin/pidproxy"
                    : Tree.HOME.resolve("bin/jsupervisor-pidproxy").toString()));
    List<DynamicTest> tests = new ArrayList<>();
    for (String line : output.out().lines().filter(l -> l.startsWith("test_")).toList()) {
      String[] result = line.split(" ", 2);
      tests.add(dynamicTest(result[0], () -> assertEquals("ok", result[1].replace("\\n", "\n"))));
    }
    tests.add(
        dynamicTest(
            "all ran",
            () -> assertTrue(tests.size() > AT_LEAST, () -> output.out() + output.err())));
    return tests.stream();
  }
}
