package io.jsupervisor.ctl.format;

import java.util.OptionalLong;

/** Whole numbers as Python's {@code int()} reads them, because {@code tail -N} is read that way. */
public final class PythonInt {
  private static final int MOST_DIGITS = 18;

  private PythonInt() {}

  /**
   * A sign, then digits with single underscores between them. Numbers of more than 18 digits are
   * larger than any log and become the largest of that length.
   */
  public static OptionalLong parse(String text) {
    boolean negative = text.startsWith("-");
    int at = negative || text.startsWith("+") ? 1 : 0;
    long value = 0;
    int digits = 0;
    boolean underscoreAllowed = false;
    for (; at < text.length(); at++) {
      char c = text.charAt(at);
      if (c >= '0' && c <= '9') {
        value = digits < MOST_DIGITS ? value * 10 + (c - '0') : value;
        digits += value == 0 ? 0 : 1;
        underscoreAllowed = true;
      } else if (c == '_' && underscoreAllowed) {
        underscoreAllowed = false;
      } else {
        return OptionalLong.empty();
      }
    }
    return underscoreAllowed ? OptionalLong.of(negative ? -value : value) : OptionalLong.empty();
  }
}
