package io.jsupervisor.daemon.config;

import io.jsupervisor.daemon.core.Extensions;
import io.jsupervisor.daemon.core.ProbeSpec;
import io.jsupervisor.daemon.core.ProbeSpec.Check;
import io.jsupervisor.daemon.core.ProcessSpec;
import io.jsupervisor.daemon.core.RollRules;
import java.util.List;
import java.util.Set;

/** Checks the extension options of a process against each other and against sections. */
final class ServingCheck {
  /** An http probe speaks these. */
  private static final Set<String> ASKED_BY_HTTP = Set.of("http", "uwsgi");

  private final ProcessProblems report;
  private final List<String> sockets;

  ServingCheck(ProcessProblems report, List<ExtensionSection> sections) {
    this.report = report;
    this.sockets =
        sections.stream()
            .filter(section -> section.kind().equals("socket"))
            .map(ExtensionSection::name)
            .toList();
  }

  void check(ProcessSpec process) {
    Extensions extensions = process.extensions();
    // A probe that is there by default has no line that could be wrong.
    if (extensions.options().containsKey("readiness")) {
      extensions.serving().readiness().ifPresent(probe -> probe(process, "readiness", probe));
    }
    extensions.serving().liveness().ifPresent(probe -> liveness(process, probe));
    RollRules roll = extensions.serving().roll();
    if (roll.maxUnavailable() == 0 && roll.maxSurge() == 0) {
      report.error(
          process,
          "max_unavailable",
          "with 0 and no max_surge no instance could ever be replaced; set max_surge=1");
    }
    sockets(process);
  }

  /** What hangs neither writes lines nor says anything of itself, and neither does what is well. */
  private void liveness(ProcessSpec process, ProbeSpec probe) {
    if (probe.check() instanceof Check.Notify || probe.check() instanceof Check.Log) {
      report.error(
          process,
          "liveness",
          "notify and log say that a process is ready, not that it still lives;"
              + " give tcp, http /PATH or exec COMMAND");
    } else {
      probe(process, "liveness", probe);
    }
  }

  private void probe(ProcessSpec process, String option, ProbeSpec probe) {
    boolean http = probe.check() instanceof Check.Http;
    if (!http && !(probe.check() instanceof Check.Tcp)) {
      return;
    }
    String protocol = process.extensions().protocol();
    if (process.extensions().port().isEmpty()) {
      report.error(
          process,
          option,
          "there is no port to ask; add port=…, or use exec COMMAND, notify or log REGEX");
    } else if (http && !ASKED_BY_HTTP.contains(protocol)) {
      report.error(
          process,
          option,
          "an http probe cannot ask a port that speaks "
              + protocol
              + "; use tcp, or exec with a client that speaks it");
    }
  }

  private void sockets(ProcessSpec process) {
    for (String socket : process.extensions().serving().sockets()) {
      if (!sockets.contains(socket)) {
        report.error(
            process,
            "sockets",
            "there is no section [socket:"
                + socket
                + "]"
                + Words.didYouMean(socket, sockets).map(c -> "; " + c).orElse(""));
      }
    }
  }
}
