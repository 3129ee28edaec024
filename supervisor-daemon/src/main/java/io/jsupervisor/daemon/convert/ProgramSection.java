package io.jsupervisor.daemon.convert;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A {@code [program:x]} in the making: options in order, and what could not be carried over. */
final class ProgramSection {
  private final String name;
  private final List<String> heading = new ArrayList<>();
  private final Map<String, String> options = new LinkedHashMap<>();
  private final Map<String, String> environment = new LinkedHashMap<>();
  private final List<String> remarks = new ArrayList<>();

  ProgramSection(String name) {
    // A colon or a slash would part the name of the section.
    this.name = name.replaceAll("[^A-Za-z0-9_.@-]", "_");
  }

  String name() {
    return name;
  }

  void heading(String line) {
    heading.add(line);
  }

  /** Sets an option to a value as it is meant; signs that a file gives a meaning are escaped. */
  void set(String option, String value) {
    options.put(option, escaped(option, value));
  }

  boolean has(String option) {
    return options.containsKey(option);
  }

  void variable(String variable, String value) {
    environment.put(variable, value);
  }

  boolean hasVariables() {
    return !environment.isEmpty();
  }

  /** A setting that has no counterpart. */
  void lost(String setting, String why) {
    remark("not carried over: " + setting + (why.isEmpty() ? "" : " (" + why + ")"));
  }

  /** Lines of a comment; a single one is said once. */
  void remark(String text) {
    if (!remarks.contains(text)) {
      text.lines().forEach(remarks::add);
    }
  }

  private String escaped(String option, String value) {
    String line = value.strip();
    if (line.contains("\n")) {
      remark("changed in " + option + ": a line end is a blank now");
      line = line.replace('\n', ' ');
    }
    // Blank and semicolon begin a comment, wherever they stand.
    if (line.matches(".*\\s;.*")) {
      remark("changed in " + option + ": a blank before ; would begin a comment");
      line = line.replaceAll("\\s+;", ";");
    }
    return line.replace("%", "%%");
  }

  private String environmentText() {
    List<String> pairs = new ArrayList<>();
    environment.forEach(
        (variable, value) -> {
          if (value.contains("\n")) {
            lost("the variable " + variable, "its value has a line end");
          } else {
            pairs.add(variable + "=" + ShellCommand.quoted(value));
          }
        });
    return String.join(",", pairs);
  }

  String text() {
    String variables = environmentText();
    if (!variables.isEmpty()) {
      set("environment", variables);
    }
    StringBuilder text = new StringBuilder();
    heading.forEach(line -> text.append("; ").append(line).append('\n'));
    text.append("[program:").append(name).append("]\n");
    options.forEach((option, value) -> text.append(option).append('=').append(value).append('\n'));
    remarks.forEach(line -> text.append("; ").append(line).append('\n'));
    return text.toString();
  }
}
