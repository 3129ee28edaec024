package io.jsupervisor.daemon.convert;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The commands of a unit as {@code command=} (systemd.service(5), "Command lines"): systemd puts
 * variables into words itself, here a shell does.
 */
final class UnitCommand {
  /** A word of its own: split at blanks. */
  private static final Pattern WHOLE = Pattern.compile("\\$[A-Za-z_]\\w*");

  /** In a word: exactly its value. Two dollar signs are one. */
  private static final Pattern PART = Pattern.compile("\\$\\$|\\$\\{([A-Za-z_]\\w*)}");

  private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_@%+=:,./-]+");

  private UnitCommand() {}

  /**
   * @param commands their words; more than one run one after another, until one fails
   */
  static String of(List<List<String>> commands) {
    boolean needsShell =
        commands.size() > 1
            || commands.stream().flatMap(List::stream).anyMatch(UnitCommand::hasVariable);
    if (!needsShell) {
      return commands.getFirst().stream()
          .map(word -> ShellCommand.word(word.replace("$$", "$")))
          .collect(Collectors.joining(" "));
    }
    StringBuilder script = new StringBuilder();
    for (int i = 0; i < commands.size(); i++) {
      script.append(i == 0 ? "" : " && ").append(i == commands.size() - 1 ? "exec " : "");
      script.append(
          commands.get(i).stream().map(UnitCommand::shellWord).collect(Collectors.joining(" ")));
    }
    return ShellCommand.shell(script.toString());
  }

  private static boolean hasVariable(String word) {
    return WHOLE.matcher(word).matches()
        || PART.matcher(word).results().anyMatch(found -> found.group(1) != null);
  }

  private static String shellWord(String word) {
    if (WHOLE.matcher(word).matches()) {
      return word;
    }
    if (hasVariable(word)) {
      return "\"" + inQuotes(word) + "\"";
    }
    String text = word.replace("$$", "$");
    return PLAIN.matcher(text).matches() ? text : "'" + text.replace("'", "'\\''") + "'";
  }

  private static String inQuotes(String word) {
    StringBuilder text = new StringBuilder();
    Matcher part = PART.matcher(word);
    int at = 0;
    while (part.find()) {
      text.append(protectedText(word.substring(at, part.start())));
      text.append(part.group(1) == null ? "\\$" : part.group());
      at = part.end();
    }
    return text.append(protectedText(word.substring(at))).toString();
  }

  private static String protectedText(String text) {
    return text.replaceAll("[\\\\\"$`]", "\\\\$0");
  }
}
