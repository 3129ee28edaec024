package io.jsupervisor.daemon.config;

import io.jsupervisor.common.ini.IniDocument;
import io.jsupervisor.daemon.core.ProcessSpec;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Checks what instances, options and sections say of each other, once all are read. */
final class CrossCheck {
  private final ProcessProblems report;
  private final List<ProcessSpec> processes;
  private final List<GroupSpec> groups;
  private final List<ExtensionSection> sections;
  private final Problems problems;
  private final Sources sources;

  CrossCheck(
      IniDocument document,
      Problems problems,
      Sources sources,
      List<GroupSpec> groups,
      List<ExtensionSection> sections) {
    this.report = new ProcessProblems(document, problems);
    this.problems = problems;
    this.sources = sources;
    this.groups = groups;
    this.sections = sections;
    this.processes = groups.stream().flatMap(group -> group.processes().stream()).toList();
  }

  void run() {
    names();
    var addresses = new AddressCheck(report, problems, sources);
    addresses.ofSections(sections);
    var serving = new ServingCheck(report, sections);
    for (ProcessSpec process : processes) {
      addresses.ofProcess(process);
      serving.check(process);
    }
    new DependencyCheck(report, groups).check();
    new UpstreamCheck(problems, sources, processes, sections).check();
    sections.stream()
        .filter(section -> section.kind().equals("fleet"))
        .forEach(section -> new FleetCheck(problems, section).check());
  }

  private void names() {
    Map<String, ProcessSpec> byName = new HashMap<>();
    for (ProcessSpec process : processes) {
      String name = process.namespec().qualified();
      if (byName.put(name, process) != null) {
        report.warning(
            process, "process_name", "two processes are named " + name + "; only one of them runs");
      }
    }
  }
}
