package io.jsupervisor.daemon.fleet;

import io.jsupervisor.daemon.config.Problem;

/**
 * Why the files do not load, one reason of perhaps several; fields as {@code --check --json} has
 * them.
 *
 * @param line 0 when it is about no line
 * @param section empty when it is about none, as {@code option}
 * @param severity {@code error} or {@code warning}
 * @param text all of it in one line
 */
public record ConfigProblem(
    String file,
    int line,
    String section,
    String option,
    String message,
    String severity,
    String text) {

  /** As those who may not read the configuration's own values see it. */
  public static ConfigProblem of(Problem problem) {
    return new ConfigProblem(
        problem.file(),
        problem.line(),
        problem.section(),
        problem.option(),
        problem.message(),
        problem.severity().word(),
        problem.text());
  }

  /** An error that is about no line of a file. */
  public static ConfigProblem of(String message) {
    return new ConfigProblem("", 0, "", "", message, "error", message);
  }
}
