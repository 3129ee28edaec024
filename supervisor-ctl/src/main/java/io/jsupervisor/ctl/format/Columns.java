package io.jsupervisor.ctl.format;

import java.util.ArrayList;
import java.util.List;

/** Text in columns. */
public final class Columns {
  private Columns() {}

  /** The text with blanks up to the width; longer texts stay whole. */
  public static String pad(String text, int width) {
    int missing = width - text.codePointCount(0, text.length());
    return missing <= 0 ? text : text + " ".repeat(missing);
  }

  /**
   * The words in as few rows as fit, filled column by column, two blanks between columns, as
   * Python's {@code cmd} module prints topics: the last column is padded too.
   */
  public static List<String> table(List<String> words, int width) {
    int rows = 1;
    while (rows < words.size() && totalWidth(words, rows) > width) {
      rows++;
    }
    List<String> lines = new ArrayList<>();
    for (int row = 0; row < rows; row++) {
      StringBuilder line = new StringBuilder();
      for (int at = row; at < words.size(); at += rows) {
        line.append(line.isEmpty() ? "" : "  ");
        line.append(pad(words.get(at), columnWidth(words, rows, at / rows)));
      }
      lines.add(line.toString());
    }
    return lines;
  }

  private static int totalWidth(List<String> words, int rows) {
    int columns = (words.size() + rows - 1) / rows;
    int total = -2;
    for (int column = 0; column < columns; column++) {
      total += columnWidth(words, rows, column) + 2;
    }
    return total;
  }

  private static int columnWidth(List<String> words, int rows, int column) {
    int widest = 0;
    int end = Math.min(words.size(), (column + 1) * rows);
    for (int at = column * rows; at < end; at++) {
      widest = Math.max(widest, words.get(at).length());
    }
    return widest;
  }
}
