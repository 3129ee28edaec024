package io.jsupervisor.daemon.config;

import io.jsupervisor.daemon.core.Autorestart;
import io.jsupervisor.daemon.core.Dependency;
import io.jsupervisor.daemon.core.DependentStartup;
import io.jsupervisor.daemon.core.ProcessSpec;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** Checks what processes wait for: that it exists, and that nobody waits for himself. */
final class DependencyCheck {
  private final ProcessProblems report;
  private final List<ProcessSpec> processes;
  private final Map<String, List<ProcessSpec>> byProgram = new HashMap<>();
  private final Map<String, List<ProcessSpec>> byGroup = new HashMap<>();
  private final Map<String, List<ProcessSpec>> byNamespec = new HashMap<>();

  DependencyCheck(ProcessProblems report, List<GroupSpec> groups) {
    this.report = report;
    this.processes = groups.stream().flatMap(group -> group.processes().stream()).toList();
    for (GroupSpec group : groups) {
      byGroup.computeIfAbsent(group.name(), n -> new ArrayList<>()).addAll(group.processes());
      for (ProcessSpec process : group.processes()) {
        byProgram.computeIfAbsent(process.program(), n -> new ArrayList<>()).add(process);
        byNamespec.put(process.namespec().qualified(), List.of(process));
      }
    }
  }

  void check() {
    for (ProcessSpec process : processes) {
      process.extensions().serving().dependsOn().forEach(d -> dependency(process, d));
      process.extensions().serving().dependentStartup().ifPresent(d -> plugIn(process, d));
    }
    new Cycles(this::dependencies)
        .each(
            processes,
            cycle ->
                report.error(
                    cycle.getFirst(),
                    "depends_on",
                    "these wait for each other: " + path(cycle) + "; remove one of them"));
    new Cycles(this::plugInDependencies)
        .each(
            processes,
            cycle ->
                report.warning(
                    cycle.getFirst(),
                    "dependent_startup_wait_for",
                    "these wait for each other and never start: " + path(cycle)));
  }

  /** Whom a name means: a program, else a group, else one process. */
  private Optional<List<ProcessSpec>> named(String name) {
    return Optional.ofNullable(byProgram.get(name))
        .or(() -> Optional.ofNullable(byGroup.get(name)))
        .or(() -> Optional.ofNullable(byNamespec.get(name)));
  }

  private List<ProcessSpec> dependencies(ProcessSpec process) {
    return process.extensions().serving().dependsOn().stream()
        .flatMap(dependency -> named(dependency.name()).stream().flatMap(List::stream))
        .toList();
  }

  private List<ProcessSpec> plugInDependencies(ProcessSpec process) {
    return process.extensions().serving().dependentStartup().stream()
        .flatMap(startup -> startup.waitFor().stream())
        .flatMap(wait -> byProgram.getOrDefault(wait.program(), List.of()).stream())
        .toList();
  }

  private void dependency(ProcessSpec process, Dependency dependency) {
    Optional<List<ProcessSpec>> found = named(dependency.name());
    if (found.isEmpty()) {
      Set<String> known = new LinkedHashSet<>(byProgram.keySet());
      known.addAll(byGroup.keySet());
      known.addAll(byNamespec.keySet());
      report.error(
          process,
          "depends_on",
          "there is no program or group named \""
              + dependency.name()
              + "\""
              + Words.didYouMean(dependency.name(), known).map(c -> "; " + c).orElse(""));
    } else if (dependency.condition() == Dependency.Condition.EXITED) {
      found.get().stream()
          .filter(DependencyCheck::neverStaysExited)
          .findFirst()
          .ifPresent(
              task ->
                  report.error(
                      process,
                      "depends_on",
                      task.program()
                          + " is started again when it exits with 0, so nobody can wait for that;"
                          + " set autorestart=false in its section"));
    }
  }

  private static boolean neverStaysExited(ProcessSpec task) {
    return task.start().autorestart() == Autorestart.ALWAYS
        || (task.start().autorestart() == Autorestart.UNEXPECTED
            && !task.start().exitcodes().contains(0));
  }

  private void plugIn(ProcessSpec process, DependentStartup startup) {
    if (process.start().autostart()) {
      report.warning(
          process,
          "dependent_startup",
          "counts only with autostart=false; as it is, the program is started at once");
    }
    for (DependentStartup.Wait wait : startup.waitFor()) {
      if (!byProgram.containsKey(wait.program())) {
        report.warning(
            process,
            "dependent_startup_wait_for",
            "there is no program named \""
                + wait.program()
                + "\"; it is not waited for"
                + Words.didYouMean(wait.program(), byProgram.keySet())
                    .map(c -> "; " + c)
                    .orElse(""));
      }
    }
  }

  /** {@code a -> b -> a}, by programs, or by processes where a program comes twice. */
  private static String path(List<ProcessSpec> cycle) {
    Function<ProcessSpec, String> name =
        cycle.stream().map(ProcessSpec::program).distinct().count() == cycle.size()
            ? ProcessSpec::program
            : process -> process.namespec().display();
    List<String> names = new ArrayList<>(cycle.stream().map(name).toList());
    names.add(names.getFirst());
    return String.join(" -> ", names);
  }
}
