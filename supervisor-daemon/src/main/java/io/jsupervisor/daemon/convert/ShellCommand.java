package io.jsupervisor.daemon.convert;

import java.util.regex.Pattern;

/** Commands that other tools give to a shell, as {@code command=} takes them. */
final class ShellCommand {
  private static final Pattern SHELL = Pattern.compile("[$`|&;<>*?(){}~#\\[\\n]");
  private static final Pattern ASSIGNMENTS =
      Pattern.compile("^((?:[A-Za-z_]\\w*=(?:\"[^\"]*\"|'[^']*'|\\S*)\\s+)+)(.*)$", Pattern.DOTALL);
  private static final Pattern SEVERAL = Pattern.compile("&&|\\|\\||[;|\\n]|&\\s*$|^\\s*[({]");
  private static final Pattern PLAIN_WORD = Pattern.compile("(?!;)[^\\s\"'\\\\]+");

  private ShellCommand() {}

  /** The command itself where no shell is needed, else a shell that becomes it. */
  static String of(String command) {
    var assigned = ASSIGNMENTS.matcher(command);
    if (assigned.matches()) {
      return shell(assigned.group(1) + execOf(assigned.group(2)));
    }
    return SHELL.matcher(command).find() ? shell(execOf(command)) : command;
  }

  /** exec: the signals of a stop reach the program, not the shell. */
  private static String execOf(String command) {
    return SEVERAL.matcher(command).find() || command.startsWith("exec ")
        ? command
        : "exec " + command;
  }

  static String shell(String script) {
    boolean quotes = script.contains("\"") || script.contains("'");
    return "/bin/sh -c " + quoted(quotes ? script : script.replaceAll("\\s+;", ";"));
  }

  /** A word of {@code command=}: in quotes where it needs them. */
  static String word(String text) {
    return PLAIN_WORD.matcher(text).matches() ? text : quoted(text);
  }

  /**
   * A text in double quotes. Blank and semicolon would begin a comment wherever they stand, so the
   * quotes end and begin between them.
   */
  static String quoted(String text) {
    String escaped = text.replace("\\", "\\\\").replace("\"", "\\\"");
    return '"' + escaped.replaceAll("(\\s);", "$1\"\";") + '"';
  }
}
