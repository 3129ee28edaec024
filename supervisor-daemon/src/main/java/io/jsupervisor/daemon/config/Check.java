package io.jsupervisor.daemon.config;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import io.jsupervisor.daemon.config.ConfigLoader.Loaded;
import io.jsupervisor.daemon.core.ProcessSpec;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Prints what {@code jsupervisord --check} finds. */
public final class Check {
  private Check() {}

  /** Exit code: 0 when the daemon could run with it, else 2. */
  public static int exitCode(Loaded loaded) {
    return loaded.configuration().isPresent() ? 0 : 2;
  }

  /** The problems, by file and line, one a line. */
  public static void printProblems(Loaded loaded, PrintStream err) {
    loaded.problems().stream()
        .sorted(Comparator.comparing(Problem::file).thenComparingInt(Problem::line))
        .forEach(problem -> err.println(problem.severity().word() + ": " + problem.text()));
  }

  /** What would run: a line a program with its instances and ports. */
  public static void printSummary(Configuration configuration, PrintStream out) {
    Map<String, List<ProcessSpec>> byProgram =
        configuration.groups().stream()
            .flatMap(group -> group.processes().stream())
            .collect(
                Collectors.groupingBy(
                    process ->
                        process.namespec().group().equals(process.program())
                            ? process.program()
                            : process.namespec().group() + ":" + process.program(),
                    LinkedHashMap::new,
                    Collectors.toList()));
    long processes = byProgram.values().stream().mapToLong(List::size).sum();
    out.printf(
        "%s is good: %d %s, %d %s%n",
        configuration.file(),
        byProgram.size(),
        byProgram.size() == 1 ? "program" : "programs",
        processes,
        processes == 1 ? "instance" : "instances");
    byProgram.forEach(
        (program, instances) ->
            out.printf(
                "  %-24s %4d%s  %s%n",
                program,
                instances.size(),
                ports(instances),
                instances.getFirst().command().lines().findFirst().orElse("")));
  }

  private static String ports(List<ProcessSpec> instances) {
    List<Integer> ports =
        instances.stream()
            .flatMapToInt(p -> p.extensions().port().stream())
            .sorted()
            .boxed()
            .toList();
    if (ports.isEmpty()) {
      return "";
    }
    boolean run = ports.getLast() - ports.getFirst() == ports.size() - 1 && ports.size() > 2;
    return "  port "
        + (run
            ? ports.getFirst() + "-" + ports.getLast()
            : ports.stream().map(String::valueOf).collect(Collectors.joining(",")));
  }

  /** The object of {@code --check --json}. */
  public static void printJson(String file, Loaded loaded, OutputStream out) throws IOException {
    try (JsonGenerator json = new JsonFactory().createGenerator(out)) {
      json.disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
      json.setPrettyPrinter(new DefaultPrettyPrinter());
      json.writeStartObject();
      json.writeStringField("file", file);
      json.writeArrayFieldStart("programs");
      if (loaded.configuration().isPresent()) {
        for (GroupSpec group : loaded.configuration().get().groups()) {
          for (ProcessSpec process : group.processes()) {
            ProgramJson.write(json, group, process);
          }
        }
      }
      json.writeEndArray();
      json.writeArrayFieldStart("problems");
      for (Problem problem : loaded.problems()) {
        json.writeStartObject();
        json.writeStringField("file", problem.file());
        json.writeNumberField("line", problem.line());
        json.writeStringField("section", problem.section());
        json.writeStringField("option", problem.option());
        json.writeStringField("message", problem.message());
        json.writeStringField("severity", problem.severity().word());
        json.writeEndObject();
      }
      json.writeEndArray();
      json.writeEndObject();
      json.writeRaw('\n');
    }
  }
}
