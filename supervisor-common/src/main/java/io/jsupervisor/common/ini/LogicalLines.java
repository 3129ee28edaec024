package io.jsupervisor.common.ini;

import io.jsupervisor.common.format.PythonText;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Turns the physical lines of a file into logical ones: cuts comments, joins continuations, and
 * remembers where each began. The rules, step by step, are those of Python's raw parser as the
 * classic tool sets it up.
 */
final class LogicalLines {
  private final String file;
  private final List<LogicalLine> lines = new ArrayList<>();
  private final List<IniException.BadLine> bad = new ArrayList<>();
  private boolean inSection;
  private int indent;

  /** The option that a deeper line would continue; null where there is none. */
  private StringBuilder value;

  private String key;
  private int keyLine;

  private LogicalLines(String file) {
    this.file = file;
  }

  /**
   * Reads a text.
   *
   * @throws IniException for a line outside every section, or lines that are nothing
   */
  static List<LogicalLine> of(String file, String text) throws IniException {
    var reader = new LogicalLines(file);
    int number = 0;
    int begin = 0;
    while (begin < text.length()) {
      int end = text.indexOf('\n', begin);
      end = end < 0 ? text.length() : end + 1;
      reader.line(text.substring(begin, end), ++number);
      begin = end;
    }
    reader.endOption();
    if (!reader.bad.isEmpty()) {
      throw IniException.badLines(file, reader.bad);
    }
    return reader.lines;
  }

  private void line(String line, int number) throws IniException {
    int cut = commentStart(line);
    String text = PythonText.strip(cut < 0 ? line : line.substring(0, cut));
    if (text.isEmpty()) {
      // A blank line belongs to the value, a commented one does not.
      if (cut < 0 && value != null) {
        value.append('\n');
      }
      return;
    }
    int depth = indentOf(line);
    if (value != null && depth > indent) {
      value.append('\n').append(text);
      return;
    }
    indent = depth;
    int close = text.charAt(0) == '[' ? text.lastIndexOf(']') : -1;
    if (close > 1) {
      endOption();
      inSection = true;
      lines.add(new LogicalLine.Header(text.substring(1, close), number));
    } else if (!inSection) {
      throw IniException.noSection(file, number, line);
    } else {
      option(text, line, number);
    }
  }

  private void option(String text, String line, int number) {
    int split = delimiter(text);
    if (split <= 0) {
      bad.add(new IniException.BadLine(number, line));
      if (split == 0) {
        endOption();
      }
      return;
    }
    endOption();
    key = PythonText.stripRight(text.substring(0, split)).toLowerCase(Locale.ROOT);
    value = new StringBuilder(PythonText.strip(text.substring(split + 1)));
    keyLine = number;
  }

  private void endOption() {
    if (value != null) {
      lines.add(new LogicalLine.Option(key, PythonText.stripRight(value.toString()), keyLine));
      value = null;
    }
  }

  private static int delimiter(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) == '=' || text.charAt(i) == ':') {
        return i;
      }
    }
    return -1;
  }

  /**
   * Where the comment of a line begins; -1 without one. The nth {@code ;} and the nth {@code #} are
   * looked at together, and the first round that finds one after a blank decides, so this is not
   * always the leftmost.
   */
  private static int commentStart(String line) {
    int first = 0;
    while (first < line.length() && PythonText.isSpace(line.charAt(first))) {
      first++;
    }
    if (first < line.length() && (line.charAt(first) == '#' || line.charAt(first) == ';')) {
      return 0;
    }
    int semicolon = line.indexOf(';');
    int hash = line.indexOf('#');
    while (semicolon >= 0 || hash >= 0) {
      boolean atSemicolon = opensComment(line, semicolon);
      boolean atHash = opensComment(line, hash);
      if (atSemicolon || atHash) {
        return atSemicolon && atHash ? Math.min(semicolon, hash) : atSemicolon ? semicolon : hash;
      }
      semicolon = semicolon < 0 ? -1 : line.indexOf(';', semicolon + 1);
      hash = hash < 0 ? -1 : line.indexOf('#', hash + 1);
    }
    return -1;
  }

  private static boolean opensComment(String line, int at) {
    return at == 0 || (at > 0 && PythonText.isSpace(line.charAt(at - 1)));
  }

  private static int indentOf(String line) {
    int depth = 0;
    while (depth < line.length() && PythonText.isSpace(line.charAt(depth))) {
      depth++;
    }
    return depth;
  }
}
