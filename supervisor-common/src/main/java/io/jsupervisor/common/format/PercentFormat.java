package io.jsupervisor.common.format;

import io.jsupervisor.common.format.FormatFault.BadSyntax;
import io.jsupervisor.common.format.FormatFault.UnknownName;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Python's {@code template % names}, as the classic tool expands option values: {@code
 * %(process_num)02d}, {@code %%}. Faults carry Python's own words, because tools look for them.
 */
public final class PercentFormat {
  private final String template;
  private final Names names;
  private final StringBuilder out = new StringBuilder();
  private int at;

  /** What a conversion without {@code (name)} would print; Python takes the whole table once. */
  private Argument next;

  private sealed interface Argument {
    record Table() implements Argument {}

    record Value(Object value) implements Argument {}

    record Spent() implements Argument {}
  }

  private PercentFormat(String template, Names names) {
    this.template = template;
    this.names = names;
    this.next = new Argument.Table();
  }

  /**
   * Expands a template.
   *
   * @throws FormatFault for an unknown name or a bad format
   */
  public static String expand(String template, Names names) throws FormatFault {
    if (template.indexOf('%') < 0) {
      return template;
    }
    return new PercentFormat(template, names).run();
  }

  private String run() throws FormatFault {
    while (at < template.length()) {
      char c = template.charAt(at++);
      if (c == '%') {
        conversion();
      } else {
        out.append(c);
      }
    }
    return out.toString();
  }

  private void conversion() throws FormatFault {
    if (at < template.length() && template.charAt(at) == '%') {
      at++;
      out.append('%');
      return;
    }
    if (at < template.length() && template.charAt(at) == '(') {
      String name = name();
      next = new Argument.Value(names.lookup(name).orElseThrow(() -> new UnknownName(name)));
    }
    Conversion spec = new Conversion();
    while (at < template.length() && spec.flag(template.charAt(at))) {
      at++;
    }
    spec.width = number("width too big", Long.MAX_VALUE);
    if (at < template.length() && template.charAt(at) == '.') {
      at++;
      spec.precision = Math.max(0, number("precision too big", Integer.MAX_VALUE));
    }
    if (at < template.length() && "hlL".indexOf(template.charAt(at)) >= 0) {
      at++;
    }
    if (at >= template.length()) {
      throw new BadSyntax("incomplete format");
    }
    int letter = template.codePointAt(at);
    int index = template.codePointCount(0, at);
    at += Character.charCount(letter);
    Object value = argument();
    if (letter > 0x7f || "sraiduoxXeEfFgGc".indexOf(letter) < 0) {
      String shown = letter > 31 && letter < 128 ? Character.toString(letter) : "?";
      throw new BadSyntax(
          "unsupported format character '%s' (0x%x) at index %d".formatted(shown, letter, index));
    }
    out.append(spec.format((char) letter, value));
  }

  private String name() throws BadSyntax {
    int depth = 1;
    int begin = ++at;
    while (at < template.length()) {
      char c = template.charAt(at++);
      depth += c == '(' ? 1 : c == ')' ? -1 : 0;
      if (depth == 0) {
        return template.substring(begin, at - 1);
      }
    }
    throw new BadSyntax("incomplete format key");
  }

  /** A width or precision; -1 where there is none. */
  private int number(String tooBig, long limit) throws BadSyntax {
    if (at < template.length() && template.charAt(at) == '*') {
      at++;
      Object value = argument();
      if (value instanceof Number n) {
        return Math.clamp(n.longValue(), 0, 1_000_000);
      }
      throw new BadSyntax("* wants int");
    }
    int begin = at;
    long value = 0;
    while (at < template.length() && template.charAt(at) >= '0' && template.charAt(at) <= '9') {
      value = value * 10 + (template.charAt(at++) - '0');
      if (value > limit / 10 - 10) {
        throw new BadSyntax(tooBig);
      }
    }
    if (begin == at) {
      return -1;
    }
    // Nobody pads a path to a million columns; the classic tool would try, and run out of memory.
    if (value > 1_000_000) {
      throw new BadSyntax(tooBig);
    }
    return (int) value;
  }

  private Object argument() throws BadSyntax {
    Argument taken = next;
    next = new Argument.Spent();
    // No switch over the kinds: the first one of a run costs the command line 10 ms.
    if (taken instanceof Argument.Value(Object value)) {
      return value;
    }
    if (taken instanceof Argument.Table) {
      return new Table(names.all());
    }
    throw new BadSyntax("not enough arguments for format string");
  }

  /** The table itself as a value: {@code %s} without a name prints all of it. */
  record Table(Map<String, Object> values) {
    @Override
    public String toString() {
      return values.entrySet().stream()
          .map(e -> PythonText.repr(e.getKey()) + ": " + shown(e.getValue()))
          .collect(Collectors.joining(", ", "{", "}"));
    }

    private static String shown(Object value) {
      return value instanceof String text ? PythonText.repr(text) : String.valueOf(value);
    }
  }
}
