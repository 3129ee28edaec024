package io.jsupervisor.daemon.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Our parser against the classic one of Debian's package, file by file: the same error, word for
 * word, or the same value of every option.
 */
class DifferentialTest {
  private static final Map<String, String> EXTRA = Map.of("BLANK", "a b", "PLAIN", "plain");

  /** Files where we mean to differ, with the reason. */
  private static final Map<String, String> DIFFERENT =
      Map.of(
          "program-command-continued-with-backslash.conf",
          "a backslash at a line end of a command is a blank for us",
          "supervisord-32.conf",
          "a number beyond 32 bits is held at the largest, the reference keeps it",
          "expansion-27.conf",
          "%s without a name prints the table of names in an order of Python's own",
          "listener-11.conf",
          "a result handler written in Python is a warning for us",
          "rpc-unknown-module.conf",
          "a factory written in Python is a warning for us");

  @TempDir Path scratch;

  private List<String> compare(List<Path> files, List<JsonNode> expected) throws Exception {
    Map<String, String> environment = new HashMap<>(System.getenv());
    environment.putAll(EXTRA);
    environment.put("PYTHONIOENCODING", "utf-8");
    environment.put("PYTHONUTF8", "1");
    var usual = Surroundings.ofThisProcess(EtcAccounts.read());
    var surroundings =
        new Surroundings(environment, usual.hostname(), usual.workingDirectory(), usual.accounts());
    List<String> differences = new ArrayList<>();
    for (int i = 0; i < files.size(); i++) {
      String name = files.get(i).getFileName().toString();
      JsonNode ours =
          ClassicForm.of(
              ConfigLoader.load(
                  files.get(i).toString(), surroundings, DaemonOptions.Overrides.NONE));
      if (!DIFFERENT.containsKey(name)) {
        difference(name, expected.get(i), ours).ifPresent(differences::add);
      }
    }
    return differences;
  }

  private static Optional<String> difference(String name, JsonNode theirs, JsonNode ours) {
    if (theirs.has("error") && ours.has("error")) {
      String wanted = theirs.get("error").asText();
      String got = ours.get("error").asText();
      // Python looks at the names of events in the order of a set: any of several may be named.
      boolean event =
          wanted.startsWith("Unknown event type") && got.startsWith("Unknown event type");
      // "%a" makes Python print its environment, in the order in which it was given.
      int whole = wanted.indexOf("{'") + 2;
      boolean environment = whole > 1 && got.startsWith(wanted.substring(0, whole));
      return event || environment || wanted.equals(got)
          ? Optional.empty()
          : Optional.of(name + "\n   theirs " + wanted + "\n   ours   " + got);
    }
    var fields = new TreeSet<String>();
    theirs.fieldNames().forEachRemaining(fields::add);
    ours.fieldNames().forEachRemaining(fields::add);
    for (String field : fields) {
      JsonNode a = theirs.get(field);
      JsonNode b = ours.get(field);
      if (a == null || !a.equals(b)) {
        return Optional.of(name + " " + field + detail(a, b));
      }
    }
    return Optional.empty();
  }

  private static String detail(JsonNode a, JsonNode b) {
    if (a != null && b != null && a.isContainerNode() && a.size() == b.size()) {
      var out = new StringBuilder();
      if (a.isArray()) {
        for (int i = 0; i < a.size(); i++) {
          if (!a.get(i).equals(b.get(i))) {
            out.append('[').append(i).append(']').append(detail(a.get(i), b.get(i)));
          }
        }
      } else {
        a.fieldNames()
            .forEachRemaining(
                field -> {
                  if (!a.get(field).equals(b.get(field))) {
                    out.append(' ').append(field).append(detail(a.get(field), b.get(field)));
                  }
                });
      }
      return out.toString();
    }
    return "\n   theirs " + a + "\n   ours   " + b;
  }

  @Test
  void handWrittenFiles_areReadAsTheClassicToolDoes() throws Exception {
    Path corpus = Path.of(DifferentialTest.class.getResource("/differential/corpus").toURI());
    List<Path> files;
    try (var found = Files.list(corpus)) {
      files = found.filter(path -> path.toString().endsWith(".conf")).sorted().toList();
    }
    assertTrue(files.size() > 150, "only " + files.size() + " files");
    List<JsonNode> expected = Reference.read(files, EXTRA, scratch);
    long refused = expected.stream().filter(answer -> answer.has("error")).count();
    assertTrue(refused >= 60, "only " + refused + " files are broken");
    List<String> differences = compare(files, expected);
    assertEquals("", String.join("\n", differences), differences.size() + " files differ");
  }

  @Test
  void filesOfTheClassicPackage_areReadAsTheClassicToolDoes() throws Exception {
    Path installed = Path.of("/usr/lib/python3/dist-packages/supervisor");
    List<Path> files;
    try (var found = Files.walk(installed)) {
      files = found.filter(path -> path.toString().endsWith(".conf")).sorted().toList();
    }
    assertTrue(files.size() > 10, "Debian's package \"supervisor\" has only " + files);
    List<String> differences = compare(files, Reference.read(files, EXTRA, scratch));
    assertEquals("", String.join("\n", differences), differences.size() + " files differ");
  }

  @Test
  void randomFiles_areReadAsTheClassicToolDoes() throws Exception {
    long seed = Long.getLong("jsupervisor.seed", new Random().nextLong());
    List<Path> files = new ArrayList<>();
    for (int i = 0; i < 1000; i++) {
      Path file = scratch.resolve("random-%04d.conf".formatted(i));
      Files.writeString(file, new RandomConfig(seed + i).text());
      files.add(file);
    }
    List<String> differences = new ArrayList<>();
    for (String difference : compare(files, Reference.read(files, EXTRA, scratch))) {
      Path file = scratch.resolve(difference.substring(0, "random-0000.conf".length()));
      differences.add(difference + "\n" + Files.readString(file).indent(6));
    }
    assertEquals(
        "",
        String.join("\n", differences.subList(0, Math.min(3, differences.size()))),
        differences.size() + " files differ; repeat with -Djsupervisor.seed=" + seed);
  }
}
