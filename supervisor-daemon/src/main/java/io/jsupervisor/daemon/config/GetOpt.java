package io.jsupervisor.daemon.config;

import java.util.ArrayList;
import java.util.List;

/**
 * Python's {@code getopt}: short options that may be bundled, long ones that may be cut to a unique
 * prefix, and nothing after the first word that is not an option.
 */
final class GetOpt {
  /**
   * An option of the command line.
   *
   * @param letter 0 where it has none
   * @param word without dashes; empty where it has none
   * @param classic known to supervisord: wins where a prefix fits several
   */
  record Option(char letter, String word, boolean takesValue, boolean classic) {}

  /**
   * An option as given.
   *
   * @param shown {@code -c} or {@code --configuration}
   */
  record Given(Option option, String shown, String value) {}

  /** What was given, and the words left over. */
  record Parsed(List<Given> options, List<String> rest) {}

  private final List<Option> known;
  private final List<Given> given = new ArrayList<>();

  GetOpt(List<Option> known) {
    this.known = known;
  }

  Parsed parse(List<String> arguments) throws UsageException {
    int at = 0;
    while (at < arguments.size()) {
      String word = arguments.get(at);
      if (!word.startsWith("-") || word.equals("-")) {
        break;
      }
      at++;
      if (word.equals("--")) {
        break;
      }
      String next = at < arguments.size() ? arguments.get(at) : null;
      boolean tookNext =
          word.startsWith("--") ? longOption(word.substring(2), next) : shortOptions(word, next);
      at += tookNext ? 1 : 0;
    }
    return new Parsed(given, arguments.subList(at, arguments.size()));
  }

  private boolean longOption(String text, String next) throws UsageException {
    int equals = text.indexOf('=');
    String name = equals < 0 ? text : text.substring(0, equals);
    Option option = byPrefix(name);
    String shown = "--" + option.word();
    if (!option.takesValue()) {
      if (equals >= 0) {
        throw new UsageException("option " + shown + " must not have an argument");
      }
      given.add(new Given(option, shown, ""));
      return false;
    }
    if (equals < 0 && next == null) {
      throw new UsageException("option " + shown + " requires argument");
    }
    given.add(new Given(option, shown, equals < 0 ? next : text.substring(equals + 1)));
    return equals < 0;
  }

  private Option byPrefix(String name) throws UsageException {
    List<Option> fitting =
        known.stream().filter(o -> !o.word().isEmpty() && o.word().startsWith(name)).toList();
    for (Option option : fitting) {
      if (option.word().equals(name)) {
        return option;
      }
    }
    // A prefix that was unique for the classic tool stays so, whatever we add.
    List<Option> classic = fitting.stream().filter(Option::classic).toList();
    List<Option> choice = classic.isEmpty() ? fitting : classic;
    if (choice.isEmpty()) {
      throw new UsageException("option --" + name + " not recognized");
    }
    if (choice.size() > 1) {
      throw new UsageException("option --" + name + " not a unique prefix");
    }
    return choice.getFirst();
  }

  private boolean shortOptions(String word, String next) throws UsageException {
    for (int i = 1; i < word.length(); i++) {
      char letter = word.charAt(i);
      Option option =
          known.stream()
              .filter(o -> o.letter() == letter)
              .findFirst()
              .orElseThrow(() -> new UsageException("option -" + letter + " not recognized"));
      if (!option.takesValue()) {
        given.add(new Given(option, "-" + letter, ""));
        continue;
      }
      boolean attached = i + 1 < word.length();
      if (!attached && next == null) {
        throw new UsageException("option -" + letter + " requires argument");
      }
      given.add(new Given(option, "-" + letter, attached ? word.substring(i + 1) : next));
      return !attached;
    }
    return false;
  }
}
