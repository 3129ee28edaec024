package io.jsupervisor.daemon.config;

import io.jsupervisor.common.format.PythonText;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** How much the main log says: the level and everything graver. */
public enum LogLevel {
  CRITICAL,
  ERROR,
  WARN,
  INFO,
  DEBUG,
  TRACE,
  BLATHER;

  /** As written in the file. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** True when a line of this level is written at {@code threshold}. */
  public boolean passes(LogLevel threshold) {
    return compareTo(threshold) <= 0;
  }

  static LogLevel parse(String text) throws BadValueException {
    String lower = text.toLowerCase(Locale.ROOT);
    for (LogLevel level : values()) {
      if (level.word().equals(lower)) {
        return level;
      }
    }
    List<String> words = Arrays.stream(values()).map(LogLevel::word).toList();
    throw new BadValueException(
        "bad logging level name " + PythonText.repr(text),
        "give one of " + String.join(", ", words));
  }
}
