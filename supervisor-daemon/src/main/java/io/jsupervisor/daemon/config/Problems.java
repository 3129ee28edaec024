package io.jsupervisor.daemon.config;

import io.jsupervisor.common.ini.Location;
import io.jsupervisor.daemon.config.Problem.Severity;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Collects problems in the order in which the classic tool would meet them, so that the first error
 * is the one it would stop at. One error an option is kept: sections are read more than once.
 */
final class Problems {
  private final List<Problem> found = new ArrayList<>();
  private final Set<List<String>> seen = new HashSet<>();

  void error(Location at, String section, String option, String message, String classic) {
    if (seen.add(List.of(section, option))) {
      add(at, section, option, message, Severity.ERROR, classic);
    }
  }

  /** A line that is not in the dialect. */
  void syntax(Location at, String message, String classic) {
    add(at, "", "", message, Severity.ERROR, classic);
  }

  void warning(Location at, String section, String option, String message) {
    if (seen.add(List.of(section, option, message))) {
      add(at, section, option, message, Severity.WARNING, "");
    }
  }

  private void add(
      Location at,
      String section,
      String option,
      String message,
      Severity severity,
      String classic) {
    found.add(new Problem(at.file(), at.line(), section, option, message, severity, classic));
  }

  boolean hasErrors() {
    return found.stream().anyMatch(problem -> problem.severity() == Severity.ERROR);
  }

  List<Problem> list() {
    return List.copyOf(found);
  }
}
