package io.jsupervisor.ctl.main;

import io.jsupervisor.common.format.PythonText;
import io.jsupervisor.common.options.Getopt;
import io.jsupervisor.common.options.Getopt.Option;
import io.jsupervisor.common.options.OptionException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What stands on the command line.
 *
 * @param help whether the usage text is wanted, and nothing else
 * @param values of options by their long name; absent when not given
 * @param interactive whether {@code -i} was given
 * @param json whether {@code --json} was given, before or behind the command
 * @param words the command and its arguments
 */
record CommandLine(
    boolean help,
    Map<String, String> values,
    boolean interactive,
    boolean json,
    List<String> words) {
  private static final String JSON = "--json";
  private static final Getopt GETOPT =
      new Getopt(
          "h?c:is:u:p:r:",
          List.of(
              "help",
              "configuration=",
              "interactive",
              "serverurl=",
              "username=",
              "password=",
              "history_file=",
              "json"));

  /**
   * @throws OptionException with the classic text
   */
  static CommandLine parse(List<String> args) throws OptionException {
    Getopt.Parsed parsed = GETOPT.parse(args);
    Map<String, String> values = new HashMap<>();
    boolean json = parsed.positionals().contains(JSON);
    for (Option option : parsed.options()) {
      String name = longName(option.name());
      if (name.equals("help")) {
        return new CommandLine(true, Map.of(), false, false, List.of());
      }
      if (name.equals("json")) {
        json = true;
        continue;
      }
      if (name.equals("serverurl") && !isUrl(option.value())) {
        String shown = PythonText.repr(option.value());
        throw new OptionException(
            "invalid value for %s %s: value %s is not a URL"
                .formatted(option.name(), shown, shown));
      }
      if (values.put(name, option.value()) != null) {
        throw new OptionException(
            "conflicting command line option " + PythonText.repr(option.name()));
      }
    }
    List<String> words = new ArrayList<>(parsed.positionals());
    words.removeAll(List.of(JSON));
    return new CommandLine(false, values, values.containsKey("interactive"), json, words);
  }

  private static String longName(String option) {
    return switch (option) {
      case "-h", "-?" -> "help";
      case "-c" -> "configuration";
      case "-i" -> "interactive";
      case "-s" -> "serverurl";
      case "-u" -> "username";
      case "-p" -> "password";
      case "-r" -> "history_file";
      default -> option.substring(2);
    };
  }

  /** A scheme, and then a host or a path, as Python's {@code urlparse} splits. */
  static boolean isUrl(String value) {
    int colon = value.indexOf(':');
    if (colon < 1 || !isScheme(value.substring(0, colon))) {
      return false;
    }
    String rest = value.substring(colon + 1);
    if (rest.startsWith("//")) {
      rest = rest.substring(2);
    }
    return !rest.isEmpty() && rest.charAt(0) != '?' && rest.charAt(0) != '#';
  }

  private static boolean isScheme(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
      boolean other = (c >= '0' && c <= '9') || c == '+' || c == '-' || c == '.';
      if (!letter && (i == 0 || !other)) {
        return false;
      }
    }
    return true;
  }
}
