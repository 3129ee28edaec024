package io.jsupervisor.daemon.config;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class KnownOptionsTest {
  @Test
  void every_option_is_in_the_manual_under_its_section() throws Exception {
    String manual =
        Files.readString(Path.of(System.getProperty("jsupervisor.root"), "docs", "config.md"));
    List<String> missing = new ArrayList<>();
    for (Map.Entry<String, List<String>> kind : KnownOptions.BY_SECTION.entrySet()) {
      String heading = "## `[" + kind.getKey() + (kind.getKey().endsWith(":") ? "x" : "") + "]`";
      int begin = manual.indexOf(heading);
      int end = manual.indexOf("\n## ", begin + 1);
      String chapter = begin < 0 ? "" : manual.substring(begin, end < 0 ? manual.length() : end);
      boolean likeProgram = chapter.contains("All options of a program");
      List<String> known = new ArrayList<>(kind.getValue());
      if (likeProgram) {
        known.removeAll(KnownOptions.BY_SECTION.get("program:"));
      }
      for (String option : known) {
        if (!chapter.contains("\n| `" + option + "` |")) {
          missing.add(heading + " " + option);
        }
      }
    }
    assertEquals(List.of(), missing);
  }
}
