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
  private static final int NO_LETTER = 0;

  private final List<Option> known;

  public Getopt(List<Option> known) {
    this.known = List.copyOf(known);
  }

  /**
   * An option that a program knows.
   *
   * @param letter 0 where it has none
   * @param word without dashes; empty where it has none
   * @param classic known to the classic tool: wins where a prefix fits several, so that a prefix
   *     that was unique there stays so, whatever we add
   */
  public record Option(int letter, String word, boolean takesValue, boolean classic) {
    public static Option flag(char letter, String word) {
      return new Option(letter, word, false, true);
    }

    public static Option valued(char letter, String word) {
      return new Option(letter, word, true, true);
    }

    /** A classic one with a value and no letter. */
    public static Option valued(String word) {
      return new Option(NO_LETTER, word, true, true);
    }

    /** A flag of ours. */
    public static Option extension(String word) {
      return new Option(NO_LETTER, word, false, false);
    }
  }

  /**
   * An option as given.
   *
   * @param shown with its dashes, long names in full: {@code -c} or {@code --configuration}
   * @param value empty for an option without an argument
   */
  public record Given(Option option, String shown, String value) {}

  /** The options in the order given, and what follows them. */
  public record Parsed(List<Given> options, List<String> positionals) {}

  /**
   * @throws OptionException for an unknown option, an ambiguous prefix, or an argument that is
   *     missing or not wanted
   */
  public Parsed parse(List<String> words) throws OptionException {
    List<Given> options = new ArrayList<>();
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
  private boolean parseShort(String letters, String following, List<Given> options)
      throws OptionException {
    int at = 0;
    while (at < letters.length()) {
      int letter = letters.codePointAt(at);
      at += Character.charCount(letter);
      String shown = "-" + Character.toString(letter);
      Option option = byLetter(letter, shown);
      if (!option.takesValue()) {
        options.add(new Given(option, shown, ""));
        continue;
      }
      if (at < letters.length()) {
        options.add(new Given(option, shown, letters.substring(at)));
        return false;
      }
      options.add(new Given(option, shown, argument(shown, following)));
      return true;
    }
    return false;
  }

  private boolean parseLong(String word, String following, List<Given> options)
      throws OptionException {
    int equals = word.indexOf('=');
    Option option = byPrefix(equals < 0 ? word : word.substring(0, equals));
    String shown = "--" + option.word();
    if (!option.takesValue()) {
      if (equals >= 0) {
        throw new OptionException("option " + shown + " must not have an argument");
      }
      options.add(new Given(option, shown, ""));
      return false;
    }
    if (equals >= 0) {
      options.add(new Given(option, shown, word.substring(equals + 1)));
      return false;
    }
    options.add(new Given(option, shown, argument(shown, following)));
    return true;
  }

  private static String argument(String shown, String following) throws OptionException {
    if (following == null) {
      throw new OptionException("option " + shown + " requires argument");
    }
    return following;
  }

  private Option byLetter(int letter, String shown) throws OptionException {
    for (Option option : known) {
      if (option.letter() == letter && letter != NO_LETTER) {
        return option;
      }
    }
    throw new OptionException("option " + shown + " not recognized");
  }

  private Option byPrefix(String prefix) throws OptionException {
    Option found = null;
    boolean ambiguous = false;
    for (Option option : known) {
      if (option.word().isEmpty() || !option.word().startsWith(prefix)) {
        continue;
      }
      if (option.word().equals(prefix)) {
        return option;
      }
      boolean better = found == null || (option.classic() && !found.classic());
      boolean worse = found != null && found.classic() && !option.classic();
      ambiguous = better ? false : ambiguous || !worse;
      found = better ? option : found;
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
