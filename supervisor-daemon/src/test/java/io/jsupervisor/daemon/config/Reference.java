package io.jsupervisor.daemon.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Asks the classic supervisord of Debian's package what it makes of configuration files. */
final class Reference {
  private static final String PYTHON = "/usr/bin/python3";

  private Reference() {}

  /**
   * One answer a file, in order.
   *
   * @param environment added to this process's own
   */
  static List<JsonNode> read(List<Path> files, Map<String, String> environment, Path scratch)
      throws Exception {
    Path script = scratch.resolve("dump.py");
    try (var source = Reference.class.getResourceAsStream("/differential/dump.py")) {
      Files.write(script, source.readAllBytes());
    }
    Path input = scratch.resolve("files.txt");
    Files.write(input, files.stream().map(Path::toString).toList());
    Path output = scratch.resolve("answers.txt");
    var builder =
        new ProcessBuilder(PYTHON, script.toString())
            .redirectInput(input.toFile())
            .redirectOutput(output.toFile())
            .redirectError(scratch.resolve("errors.txt").toFile());
    builder.environment().putAll(environment);
    builder.environment().put("PYTHONIOENCODING", "utf-8");
    builder.environment().put("PYTHONUTF8", "1");
    int code = builder.start().waitFor();
    List<JsonNode> answers = answers(output);
    if (code != 0 || answers.size() != files.size()) {
      throw new AssertionError(
          "the classic supervisord did not answer (is Debian's package \"supervisor\" installed?): "
              + Files.readString(scratch.resolve("errors.txt"), StandardCharsets.UTF_8));
    }
    return answers;
  }

  private static List<JsonNode> answers(Path output) throws IOException {
    var mapper = new ObjectMapper();
    List<JsonNode> answers = new ArrayList<>();
    for (String line : Files.readAllLines(output)) {
      answers.add(mapper.readTree(line));
    }
    return answers;
  }
}
