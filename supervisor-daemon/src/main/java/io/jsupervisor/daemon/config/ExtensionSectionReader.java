package io.jsupervisor.daemon.config;

import io.jsupervisor.common.ini.IniDocument;
import io.jsupervisor.common.ini.Location;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads the sections that only jsupervisor knows, and checks what they and programs refer to. */
final class ExtensionSectionReader {
  private final Sources sources;
  private final IniDocument document;
  private final Problems problems;

  ExtensionSectionReader(Sources sources, IniDocument document, Problems problems) {
    this.sources = sources;
    this.document = document;
    this.problems = problems;
  }

  List<ExtensionSection> read() {
    List<ExtensionSection> found = new ArrayList<>();
    for (String section : document.sections()) {
      if (section.startsWith("socket:")) {
        found.add(section(section, ExtensionOption.OF_SOCKET, Set.of("listen")));
      } else if (section.startsWith("upstream:")) {
        found.add(section(section, ExtensionOption.OF_UPSTREAM, Set.of("programs")));
      } else if (section.equals("fleet")) {
        found.add(section(section, ExtensionOption.OF_FLEET, Set.of("cluster", "endpoints")));
      }
    }
    return found;
  }

  private ExtensionSection section(
      String section, List<ExtensionOption> options, Set<String> required) {
    var reader = new SectionReader(document, section, sources.hereNames(), problems, "");
    Map<String, String> values = new LinkedHashMap<>();
    Map<String, Location> lines = new HashMap<>();
    for (ExtensionOption option : options) {
      String name = option.name();
      Optional<String> text = reader.text(name);
      text.filter(value -> reader.parse(name, value, option::checked).isPresent())
          .ifPresent(value -> values.put(name, value));
      lines.put(name, reader.at(name));
      if (required.contains(name) && reader.raw(name).isEmpty()) {
        reader.error(name, "[" + section + "] needs " + name + "=…", "");
      }
    }
    if (section.startsWith("upstream:")) {
      for (String path : List.of("file", "runtime_socket", "pid_file")) {
        values.computeIfPresent(path, (option, text) -> sources.paths().expandUser(text));
      }
      if (!"fleet".equals(values.get("scope"))) {
        programs(reader, values.getOrDefault("programs", ""));
      }
    }
    if (section.equals("fleet")) {
      for (String path : List.of("cacert", "cert", "key")) {
        values.computeIfPresent(path, (option, text) -> absolutePath(text));
      }
    }
    if (values.containsKey("owner")) {
      reader.parse("owner", values.get("owner"), sources.accountTypes()::owner);
    }
    if (section.startsWith("socket:")) {
      values.computeIfPresent("listen", (listen, text) -> absolute(text));
    }
    int colon = section.indexOf(':');
    if (colon >= 0) {
      reader.parse("", section.substring(colon + 1), Words::name);
    }
    return new ExtensionSection(
        colon < 0 ? section : section.substring(0, colon),
        colon < 0 ? "" : section.substring(colon + 1),
        values,
        document.location(section).orElse(new Location(sources.file(), 0)),
        lines);
  }

  /**
   * The path of a socket file as it is bound; what is no address is refused by whoever compares.
   */
  private String absolute(String listen) {
    try {
      return ListenAddress.parse(listen, sources.paths()) instanceof ListenAddress.Unix(String path)
          ? path
          : listen;
    } catch (BadValueException refusedLater) {
      return listen;
    }
  }

  private String absolutePath(String text) {
    return text.isBlank() ? text : sources.paths().absolute(sources.paths().expandUser(text));
  }

  private void programs(SectionReader reader, String text) {
    List<String> known =
        document.sections().stream()
            .filter(s -> s.startsWith("program:") || s.startsWith("fcgi-program:"))
            .map(s -> s.substring(s.indexOf(':') + 1))
            .toList();
    for (String program : Words.list(text)) {
      if (!known.contains(program)) {
        String cure = Words.didYouMean(program, known).map(c -> "; " + c).orElse("");
        reader.error("programs", "there is no program named \"" + program + "\"" + cure);
      }
    }
  }
}
