package io.jsupervisor.daemon.config;

import io.jsupervisor.daemon.core.ProcessSpec;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Finds instances and {@code [socket:x]} sections that would listen on one address. */
final class AddressCheck {
  private final ProcessProblems report;
  private final Problems problems;
  private final Sources sources;
  private final Map<Integer, List<Listener>> byPort = new HashMap<>();
  private final Map<String, String> byPath = new HashMap<>();

  private record Listener(String who, ListenAddress.Tcp address) {}

  AddressCheck(ProcessProblems report, Problems problems, Sources sources) {
    this.report = report;
    this.problems = problems;
    this.sources = sources;
  }

  void ofSections(List<ExtensionSection> sections) {
    for (ExtensionSection section : sections) {
      if (section.kind().equals("socket") && section.options().containsKey("listen")) {
        try {
          ofSocket(section, ListenAddress.parse(section.options().get("listen"), sources.paths()));
        } catch (BadValueException bad) {
          error(section, "listen", bad.sentence(section.options().get("listen")));
        }
      }
    }
  }

  private void ofSocket(ExtensionSection section, ListenAddress address) {
    String who = "[socket:" + section.name() + "]";
    switch (address) {
      case ListenAddress.Unix(String path) -> {
        String other = byPath.putIfAbsent(path, who);
        if (other != null) {
          error(section, "listen", other + " listens on " + path + " already; name another path");
        }
      }
      case ListenAddress.Tcp tcp -> {
        for (String option : List.of("mode", "owner")) {
          if (section.options().containsKey(option)) {
            error(section, option, "only a socket file has a mode and an owner; remove it");
          }
        }
        String other = taken(new Listener(who, tcp), Set.of());
        if (!other.isEmpty()) {
          error(section, "listen", other + " listens on " + tcp + " already; name another port");
        }
      }
    }
  }

  void ofProcess(ProcessSpec process) {
    if (process.extensions().port().isEmpty()) {
      return;
    }
    var address =
        ListenAddress.tcp(
                process.extensions().host().orElse(""), process.extensions().port().getAsInt())
            .ofProgram();
    String who = process.namespec().qualified();
    // Who is given a socket listens on it, so his port is that of the socket.
    Set<String> own =
        Set.copyOf(
            process.extensions().serving().sockets().stream()
                .map(name -> "[socket:" + name + "]")
                .toList());
    String other = taken(new Listener(who, address), own);
    if (!other.isEmpty()) {
      report.error(
          process,
          "port",
          "%s and %s both listen on %s; give each instance its own, such as port=80%%(process_num)02d"
              .formatted(other, who, address));
    }
  }

  /** Who has the address already; empty when nobody. */
  private String taken(Listener listener, Set<String> passedOver) {
    List<Listener> others =
        byPort.computeIfAbsent(listener.address().port(), port -> new ArrayList<>());
    for (Listener other : others) {
      if (other.address().clashes(listener.address()) && !passedOver.contains(other.who())) {
        return other.who();
      }
    }
    others.add(listener);
    return "";
  }

  private void error(ExtensionSection section, String option, String message) {
    problems.error(section.at(option), section.section(), option, message, "");
  }
}
