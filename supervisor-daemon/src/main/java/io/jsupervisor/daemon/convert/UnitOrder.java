package io.jsupervisor.daemon.convert;

import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** What a service comes after, and what it needs. */
final class UnitOrder {
  /** What the daemon's own unit comes after, or what is no order at all. */
  private static final Set<String> TARGETS =
      Set.of(
          "network.target",
          "network-online.target",
          "nss-user-lookup.target",
          "nss-lookup.target",
          "remote-fs.target",
          "local-fs.target",
          "time-sync.target",
          "sysinit.target",
          "basic.target",
          "syslog.target",
          "multi-user.target");

  private UnitOrder() {}

  /**
   * @param together the units that are converted together: what is both order and need among them
   *     is kept
   */
  static void apply(
      UnitFile unit, Specifiers specifiers, Set<String> together, ProgramSection program) {
    List<String> after = unit.words("After").stream().map(specifiers::replaced).toList();
    List<String> needs =
        Stream.of("Requires", "BindsTo", "Requisite", "Wants")
            .flatMap(setting -> unit.words(setting).stream())
            .map(specifiers::replaced)
            .distinct()
            .toList();
    List<String> kept =
        after.stream().filter(needs::contains).filter(together::contains).distinct().toList();
    if (!kept.isEmpty()) {
      program.set(
          "depends_on",
          String.join(", ", kept.stream().map(n -> n.replace(".service", "") + ":ready").toList()));
    }
    for (String other : after) {
      if (!kept.contains(other) && !TARGETS.contains(other)) {
        program.lost(
            "After=" + other,
            together.contains(other)
                ? "depends_on= would need it, too"
                : "jsupervisord.service can be ordered after it");
      }
    }
    for (String other : needs) {
      if (!kept.contains(other) && !TARGETS.contains(other)) {
        program.lost(
            "that it needs " + other,
            together.contains(other)
                ? "depends_on= would order it, too"
                : "jsupervisord.service can need it");
      }
    }
  }
}
