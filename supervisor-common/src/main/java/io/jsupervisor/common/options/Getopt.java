package io.jsupervisor.common.options;

import java.util.ArrayList;
import java.util.List;

/**
 * Splits a command line into options and positional words by the rules of Python's {@code getopt}:
 * parsing stops at the first positional word or at {@code --}, short options may be run together
 * ({@code -nc FILE}), and any unique prefix of a long option stands for it. The error texts are
 * that module's, because scripts and people know them.
 */
public final class Getopt {
  private final String shortOptions;
  private final List<String> longOptions;

  /**
   * @param shortOptions the letters; one with an argument is followed by a colon, as in {@code
   *     "hc:"}
   * @param longOptions the names; one with an argument ends in an equals sign, as in {@code
   *     "configuration="}
   */
  public Getopt(String shortOptions, List<String> longOptions) {
    this.shortOptions = shortOptions;
    this.longOptions = List.copyOf(longOptions);
  }

  /**
   * One option as given, in the order given.
   *
   * @param name with its dashes, long names in full: {@code -c} or {@code --configuration}
   * @param value empty for an option without an argument
   */
  public record Option(String name, String value) {}

  /** The options in the order given, and what follows them. */
  public record Parsed(List<Option> options, List<String> positionals) {}

  /**
   * @throws OptionException for an unknown option, an ambiguous prefix, or an argument that is
   *     missing or not wanted
   */
  public Parsed parse(List<String> words) throws OptionException {
    List<Option> options = new ArrayList<>();
    int next = 0;
    while (next < words.size()) {
      String word = words.get(next);
      if (!word.startsWith("-") || word.equals("-")) {
        break;
      }
      next++;
      if (word.equals("--")) {
        break;
      }
      String following = next < words.size() ? words.get(next) : null;
      boolean tookFollowing =
          word.startsWith("--")
              ? parseLong(word.substring(2), following, options)
              : parseShort(word.substring(1), following, options);
      if (tookFollowing) {
        next++;
      }
    }
    return new Parsed(List.copyOf(options), List.copyOf(words.subList(next, words.size())));
  }

  /** Returns whether the following word was taken as the argument. */
  private boolean parseShort(String letters, String following, List<Option> options)
      throws OptionException {
    int at = 0;
    while (at < letters.length()) {
      int letter = letters.codePointAt(at);
      at += Character.charCount(letter);
      String name = "-" + Character.toString(letter);
      int place = letter == ':' ? -1 : shortOptions.indexOf(letter);
      if (place < 0) {
        throw new OptionException("option " + name + " not recognized");
      }
      if (!shortOptions.startsWith(":", place + 1)) {
        options.add(new Option(name, ""));
        continue;
      }
      if (at < letters.length()) {
        options.add(new Option(name, letters.substring(at)));
        return false;
      }
      options.add(new Option(name, argument(name, following)));
      return true;
    }
    return false;
  }

  private boolean parseLong(String word, String following, List<Option> options)
      throws OptionException {
    int equals = word.indexOf('=');
    String full = fullName(equals < 0 ? word : word.substring(0, equals));
    boolean wantsArgument = full.endsWith("=");
    String name = "--" + (wantsArgument ? full.substring(0, full.length() - 1) : full);
    if (!wantsArgument) {
      if (equals >= 0) {
        throw new OptionException("option " + name + " must not have an argument");
      }
      options.add(new Option(name, ""));
      return false;
    }
    if (equals >= 0) {
      options.add(new Option(name, word.substring(equals + 1)));
      return false;
    }
    options.add(new Option(name, argument(name, following)));
    return true;
  }

  private static String argument(String name, String following) throws OptionException {
    if (following == null) {
      throw new OptionException("option " + name + " requires argument");
    }
    return following;
  }

  private String fullName(String prefix) throws OptionException {
    String found = null;
    boolean ambiguous = false;
    for (String name : longOptions) {
      if (name.equals(prefix) || name.equals(prefix + "=")) {
        return name;
      }
      if (name.startsWith(prefix)) {
        ambiguous |= found != null;
        found = name;
      }
    }
    if (found == null) {
      throw new OptionException("option --" + prefix + " not recognized");
    }
    if (ambiguous) {
      throw new OptionException("option --" + prefix + " not a unique prefix");
    }
    return found;
  }
}
