package io.jsupervisor.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Every file in {@code examples/etc} loads, in ours and in the classic tool. */
class ExampleFilesTest {
  @TempDir Path root;

  /**
   * Fails clearly, rather than with a strange sentence about Python, when the package is absent.
   */
  @BeforeEach
  void packagesAreThere() {
    assertTrue(
        Files.exists(Path.of("/usr/bin/supervisord")),
        "supervisord is missing (cure: build-tools/install-test-deps)");
  }

  static Stream<String> available() {
    return Examples.available().stream();
  }

  @Test
  void mainFile_checked_namesThreeInstances() {
    assertLoads(Examples.of(root), "hello-world");
  }

  @ParameterizedTest
  @MethodSource("available")
  void availableFile_checked_namesItsThreeInstances(String file) {
    assertLoads(
        Examples.of(root, file),
        file.equals("hello-world-slides.conf") ? "hello-world" : file.replace(".conf", ""));
  }

  /** The number of processes that each has, its proxy's included. */
  @ParameterizedTest
  @CsvSource({
    "behind-nginx.conf, 16",
    "behind-apache.conf, 16",
    "behind-haproxy.conf, 13",
    "machines/machine1.conf, 4",
    "machines/machine2.conf, 4",
    "machines/primary.conf, 1",
    "fleet/web1.conf, 3",
    "fleet/front.conf, 1"
  })
  void balancedFile_checked_namesItsInstancesAndProxy(String file, int processes)
      throws IOException {
    Examples examples = Examples.of(root).withVirtualenv();
    Files.createDirectories(examples.file("run/upstreams"));
    for (String machine : List.of("machine1", "machine2", "primary", "web1", "front")) {
      Files.createDirectories(examples.file("run/" + machine));
    }
    Path config = examples.file("etc/" + file);
    if (!Tree.CLASSIC) {
      Output check =
          Tree.run(root, Tree.DAEMON, "--check", "--strict", "--json", "-c", config.toString());
      assertEquals(0, check.code(), check::toString);
      assertTrue(check.out().matches("(?s).*\"problems\" ?: ?\\[\\s*].*"), check.out());
      assertEquals(processes, check.out().split("\"group\" ?:", -1).length - 1);
    }
    assertEquals(processes, classicGroups(config).size());
  }

  private void assertLoads(Examples examples, String program) {
    if (!Tree.CLASSIC) {
      Output check =
          Tree.run(
              root,
              Tree.DAEMON,
              "--check",
              "--strict",
              "--json",
              "-c",
              examples.config().toString());
      assertEquals(0, check.code(), check::toString);
      assertEquals("", check.err());
      assertTrue(check.out().matches("(?s).*\"problems\" ?: ?\\[\\s*].*"), check.out());
      assertEquals(3, check.out().split("\"group\" ?: ?\"" + program + "\"", -1).length - 1);
    }
    assertEquals(List.of(program, program, program), classicGroups(examples.config()));
  }

  /** The group of each process that Debian's supervisord reads from the main file. */
  private List<String> classicGroups(Path config) {
    Output read =
        Tree.run(
            root,
            "/usr/bin/python3",
            "-c",
            """
            import sys
            from supervisor.options import ServerOptions
            options = ServerOptions()
            options.realize(["-n", "-c", sys.argv[1]])
            for group in options.process_group_configs:
                for process in group.process_configs:
                    print(group.name)
            """,
            config.toString());
    assertEquals(0, read.code(), read::toString);
    return read.out().lines().toList();
  }
}
