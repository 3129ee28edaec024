package io.jsupervisor.daemon.config;

/**
 * Something in a configuration that an operator should mend.
 *
 * @param file as it was named; empty where the problem is in no file
 * @param line counted from 1; 0 for the file as a whole
 * @param section its name without brackets; may be empty, as may {@code option}
 * @param message what is wrong and the cure, in one line
 * @param classic the whole text that the classic tool would print; empty where it is silent
 */
public record Problem(
    String file,
    int line,
    String section,
    String option,
    String message,
    Severity severity,
    String classic) {
  /** Whether the daemon can run all the same. */
  public enum Severity {
    ERROR,
    WARNING;

    /** {@code error} or {@code warning}. */
    public String word() {
      return this == ERROR ? "error" : "warning";
    }
  }

  /** {@code web.conf:14: [program:web] startsecs: "ten" is not a whole number …}. */
  public String text() {
    var text = new StringBuilder(file);
    if (line > 0) {
      text.append(':').append(line);
    }
    if (!text.isEmpty()) {
      text.append(": ");
    }
    if (!section.isEmpty()) {
      text.append('[').append(section).append("] ");
    }
    if (!option.isEmpty()) {
      text.append(option).append(": ");
    }
    return text.append(message.replace("\n", "\\n")).toString();
  }
}
