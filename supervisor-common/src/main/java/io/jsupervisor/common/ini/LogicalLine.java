package io.jsupervisor.common.ini;

/** What is left of a file when comments and continuations are resolved. */
sealed interface LogicalLine {
  int line();

  /** {@code [name]}. */
  record Header(String name, int line) implements LogicalLine {}

  /** {@code key=value}: the key in lower case, the lines of the value joined by LF. */
  record Option(String key, String value, int line) implements LogicalLine {}
}
