package io.jsupervisor.ctl.main;

import io.jsupervisor.common.format.PythonText;
import io.jsupervisor.common.options.Getopt;
import io.jsupervisor.common.options.Getopt.Given;
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
  private static final List<Option> KNOWN =
      List.of(
          Option.flag('h', "help"),
          Option.flag('?', ""),
          Option.valued('c', "configuration"),
          Option.flag('i', "interactive"),
          Option.valued('s', "serverurl"),
          Option.valued('u', "username"),
          Option.valued('p', "password"),
          Option.valued('r', "history_file"),
          Option.extension("json"));

  /**
   * @throws OptionException with the classic text
   */
  static CommandLine parse(List<String> args) throws OptionException {
    Getopt.Parsed parsed = new Getopt(KNOWN).parse(args);
    Map<String, String> values = new HashMap<>();
    boolean json = parsed.positionals().contains(JSON);
    for (Given given : parsed.options()) {
      String name = given.option().word();
      if (name.equals("help") || name.isEmpty()) {
        return new CommandLine(true, Map.of(), false, false, List.of());
      }
      if (name.equals("json")) {
        json = true;
        continue;
      }
      if (name.equals("serverurl") && !isUrl(given.value())) {
        String shown = PythonText.repr(given.value());
        throw new OptionException(
            "invalid value for %s %s: value %s is not a URL"
                .formatted(given.shown(), shown, shown));
      }
      if (values.put(name, given.value()) != null) {
        throw new OptionException(
            "conflicting command line option " + PythonText.repr(given.shown()));
      }
    }
    List<String> words = new ArrayList<>(parsed.positionals());
    words.removeAll(List.of(JSON));
    return new CommandLine(false, values, values.containsKey("interactive"), json, words);
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
