package io.jsupervisor.daemon.config;

import io.jsupervisor.daemon.core.ProcessSpec;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** Checks every {@code [upstream:x]} against the programs it names and against each other. */
final class UpstreamCheck {
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.-]*");

  /** What each proxy can speak to an instance. */
  private static final Map<String, List<String>> SPEAKS =
      Map.of(
          "nginx", List.of("http", "uwsgi", "fastcgi", "scgi"),
          "apache", List.of("http", "uwsgi", "fastcgi", "scgi"),
          "haproxy", List.of("http", "fastcgi", "tcp"));

  private final Problems problems;
  private final Sources sources;
  private final List<ProcessSpec> processes;
  private final List<ExtensionSection> sections;

  UpstreamCheck(
      Problems problems,
      Sources sources,
      List<ProcessSpec> processes,
      List<ExtensionSection> sections) {
    this.problems = problems;
    this.sources = sources;
    this.processes = processes;
    this.sections = sections;
  }

  void check() {
    Map<String, String> files = new HashMap<>();
    for (ExtensionSection section : sections) {
      if (section.kind().equals("upstream")) {
        if (!NAME.matcher(section.name()).matches()) {
          error(section, "", "its name has letters, digits and _ . - only: proxies read it");
        }
        if (section.options().containsKey("file")) {
          file(section, section.options().get("file"), files);
        }
        programs(section);
        new FleetWideCheck(problems, section, sections).check();
      }
    }
  }

  private void file(ExtensionSection section, String text, Map<String, String> files) {
    if (!text.startsWith("/")) {
      error(section, "file", "\"" + text + "\" is not an absolute path; write %(here)s/" + text);
      return;
    }
    String file = sources.paths().absolute(text);
    String other = files.putIfAbsent(file, section.section());
    if (other != null) {
      error(section, "file", "[" + other + "] writes " + file + " already; name another file");
    }
    String directory = PosixPaths.dirname(file);
    if (!sources.paths().isDirectory(directory)) {
      problems.warning(
          section.at("file"),
          section.section(),
          "file",
          directory + " does not exist; the file is written once somebody has made it");
    }
  }

  private void programs(ExtensionSection section) {
    UpstreamSpec upstream = section.upstream();
    Map<String, String> protocols = new LinkedHashMap<>();
    upstream.protocol().ifPresent(said -> protocols.put(said, "protocol="));
    for (ProcessSpec process : processes) {
      if (upstream.programs().contains(process.program())) {
        protocols.putIfAbsent(process.extensions().protocol(), process.program());
        if (process.extensions().port().isEmpty()) {
          error(
              section,
              "programs",
              process.namespec().qualified()
                  + " has no port that a proxy could send requests to; add port=… to [program:"
                  + process.program()
                  + "]");
          return;
        }
      }
    }
    if (protocols.size() > 1) {
      error(
          section,
          "programs",
          "they speak different protocols ("
              + String.join(
                  ", ",
                  protocols.entrySet().stream().map(e -> e.getValue() + " " + e.getKey()).toList())
              + "); make an upstream for each");
    } else {
      protocols.keySet().forEach(protocol -> pair(section, upstream.proxy(), protocol));
    }
  }

  private void pair(ExtensionSection section, String proxy, String protocol) {
    List<String> spoken = SPEAKS.getOrDefault(proxy, List.of(protocol));
    if (!spoken.contains(protocol)) {
      List<String> others =
          SPEAKS.entrySet().stream()
              .filter(entry -> entry.getValue().contains(protocol))
              .map(Map.Entry::getKey)
              .sorted()
              .toList();
      error(
          section,
          "proxy",
          "%s does not speak %s (it speaks %s); take %s, or another protocol"
              .formatted(proxy, protocol, String.join(", ", spoken), String.join(" or ", others)));
    }
  }

  private void error(ExtensionSection section, String option, String message) {
    problems.error(section.at(option), section.section(), option, message, "");
  }
}
