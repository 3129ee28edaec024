package io.jsupervisor.daemon.config;

import java.util.List;
import java.util.Set;

/** Checks what an {@code [upstream:x]} says of other machines. */
final class FleetWideCheck {
  /** nginx refuses backup servers with these. */
  private static final Set<String> WITHOUT_BACKUP = Set.of("ip_hash", "random");

  private final Problems problems;
  private final ExtensionSection section;
  private final List<ExtensionSection> sections;

  FleetWideCheck(Problems problems, ExtensionSection section, List<ExtensionSection> sections) {
    this.problems = problems;
    this.section = section;
    this.sections = sections;
  }

  void check() {
    UpstreamSpec upstream = section.upstream();
    if (!upstream.isFleetWide()) {
      if (section.options().containsKey("remote")) {
        error("remote", "it is about instances of other machines; add scope=fleet");
      }
      return;
    }
    if (sections.stream().noneMatch(other -> other.kind().equals("fleet"))) {
      error("scope", "scope=fleet needs a [fleet] section that says where the others are");
    }
    if (upstream.isRemoteBackup()) {
      backup(upstream);
    }
  }

  private void backup(UpstreamSpec upstream) {
    if (upstream.proxy().equals("nginx") && WITHOUT_BACKUP.contains(upstream.method())) {
      error(
          "remote",
          "nginx takes no backup servers with method="
              + upstream.method()
              + "; take round_robin or least_conn, or remote=equal");
    }
    if (section.options().containsKey("runtime_socket")) {
      error(
          "remote",
          "HAProxy cannot be told by its runtime_socket which servers are backup; use file= and"
              + " reload_command=, or remote=equal");
    }
  }

  private void error(String option, String message) {
    problems.error(section.at(option), section.section(), option, message, "");
  }
}
