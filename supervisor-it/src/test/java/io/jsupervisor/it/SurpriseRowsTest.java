package io.jsupervisor.it;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Each row of the list of surprises (spec section 12) has a test that is named after it. */
class SurpriseRowsTest {
  private static final int ROWS = 68;
  private static final Pattern TEST = Pattern.compile("\\bvoid (row\\d+_\\w+)\\(");
  private static final Pattern ROW = Pattern.compile("row(\\d+)_");

  @Test
  void everyRow_hasATestNamedAfterIt() throws IOException {
    Set<Integer> found = new TreeSet<>();
    try (DirectoryStream<Path> modules = Files.newDirectoryStream(Tree.ROOT, "supervisor-*")) {
      for (Path module : modules) {
        for (Path source : sources(module.resolve("src/test/java"))) {
          TEST.matcher(Files.readString(source))
              .results()
              .flatMap(test -> ROW.matcher(test.group(1)).results())
              .forEach(row -> found.add(Integer.valueOf(row.group(1))));
        }
      }
    }
    assertEquals(
        IntStream.rangeClosed(1, ROWS).boxed().collect(Collectors.toSet()),
        found,
        "rows of spec section 12, and the tests named row1_… to row68_…");
  }

  private static List<Path> sources(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      return files.filter(file -> file.toString().endsWith(".java")).toList();
    }
  }
}
