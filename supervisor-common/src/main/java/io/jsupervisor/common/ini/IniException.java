package io.jsupervisor.common.ini;

import io.jsupervisor.common.format.PythonText;
import java.util.List;
import java.util.stream.Collectors;

/** A file is not in the dialect. The message is the classic tool's text, maybe of several lines. */
public final class IniException extends Exception {
  private static final long serialVersionUID = 1L;
  private final transient List<Fault> faults;

  /**
   * One place that is wrong.
   *
   * @param text what is wrong there, in a sentence for people
   */
  public record Fault(Location at, String text) {}

  private IniException(String message, List<Fault> faults) {
    super(message);
    this.faults = List.copyOf(faults);
  }

  /** Every place that is wrong, in order. */
  public List<Fault> faults() {
    return faults;
  }

  /** A line before the first section header. */
  static IniException noSection(String file, int line, String text) {
    String why =
        PythonText.repr(text)
            + " stands before the first [section] header"
            + (text.startsWith("\ufeff")
                ? "; the file begins with a byte order mark, remove it"
                : "");
    return new IniException(
        "File contains no section headers.\nfile: %s, line: %d\n%s"
            .formatted(PythonText.repr(file), line, PythonText.repr(text)),
        List.of(new Fault(new Location(file, line), why)));
  }

  /** Lines that are neither a section header nor {@code key=value}. */
  static IniException badLines(String file, List<BadLine> lines) {
    String listed =
        lines.stream()
            .map(bad -> "\n\t[line %2d]: %s".formatted(bad.line(), PythonText.repr(bad.text())))
            .collect(Collectors.joining());
    return new IniException(
        "Source contains parsing errors: " + PythonText.repr(file) + listed,
        lines.stream()
            .map(bad -> new Fault(new Location(file, bad.line()), bad.sentence()))
            .toList());
  }

  /** The bytes are not UTF-8. */
  static IniException undecodable(String file, int line, String classic) {
    return new IniException(
        classic,
        List.of(new Fault(new Location(file, line), classic + "; save the file as UTF-8")));
  }

  /** A physical line that belongs nowhere. */
  record BadLine(int line, String text) {
    private String sentence() {
      String shown = PythonText.strip(text);
      return '"'
          + shown
          + "\" is neither a [section] header nor key=value (indent it more than the option above"
          + " to continue that one)";
    }
  }
}
