package io.jsupervisor.daemon.config;

import io.jsupervisor.common.format.NearMiss;
import io.jsupervisor.common.format.PythonInt;
import io.jsupervisor.common.format.PythonText;
import io.jsupervisor.common.words.EnvironmentPairs;
import io.jsupervisor.common.words.WordsException;
import io.jsupervisor.daemon.core.Autorestart;
import io.jsupervisor.daemon.core.Signal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The types of options that are words, not numbers or paths. */
final class Words {
  private static final Set<String> TRUE = Set.of("yes", "true", "on", "1");
  private static final Set<String> FALSE = Set.of("no", "false", "off", "0");

  private Words() {}

  /** true or false, in the classic spellings. */
  static boolean bool(String text) throws BadValueException {
    String lower = text.toLowerCase(Locale.ROOT);
    if (TRUE.contains(lower)) {
      return true;
    }
    if (FALSE.contains(lower)) {
      return false;
    }
    throw new BadValueException(
        "not a valid boolean value: " + PythonText.repr(text),
        "give true, yes, on, 1 or false, no, off, 0");
  }

  /** Of a text that {@link #bool} accepts. */
  static boolean isTrue(String text) {
    return TRUE.contains(text.toLowerCase(Locale.ROOT));
  }

  static Autorestart autorestart(String text) throws BadValueException {
    String lower = text.toLowerCase(Locale.ROOT);
    if (TRUE.contains(lower)) {
      return Autorestart.ALWAYS;
    }
    if (FALSE.contains(lower)) {
      return Autorestart.NEVER;
    }
    if (lower.equals("unexpected")) {
      return Autorestart.UNEXPECTED;
    }
    throw new BadValueException(
        "invalid 'autorestart' value " + PythonText.repr(lower), "give true, false or unexpected");
  }

  /** A signal by name or number. */
  static Signal signal(String text) throws BadValueException {
    Optional<BigInteger> number = PythonInt.parse(text, 10);
    if (number.isPresent()) {
      // The numbers that have a name on Linux; 32, 33 and most real-time signals have none.
      int n = number.get().bitLength() < 8 ? number.get().intValue() : -1;
      if ((n >= 0 && n <= 31) || n == 34 || n == 64) {
        return new Signal(n);
      }
      throw new BadValueException(
          "value " + PythonText.repr(text) + " is not a valid signal number",
          "give a name such as TERM, HUP, INT, QUIT, KILL, USR1, USR2");
    }
    return Signal.named(PythonText.strip(text))
        .orElseThrow(
            () ->
                new BadValueException(
                    "value " + PythonText.repr(text) + " is not a valid signal name",
                    didYouMean(text.replaceFirst("(?i)^sig", ""), Signal.names())
                        .orElse("give a name such as TERM, HUP, INT, QUIT, KILL, USR1, USR2")));
  }

  /** Exit codes: whole numbers from 0 to 255 with commas between. */
  static Set<Integer> exitcodes(String text) throws BadValueException {
    Set<Integer> codes = new LinkedHashSet<>();
    if (text.isEmpty()) {
      return codes;
    }
    for (String part : text.split(",", -1)) {
      Optional<BigInteger> code = PythonInt.parse(part, 10);
      if (code.isEmpty() || code.get().signum() < 0 || code.get().bitLength() > 8) {
        throw new BadValueException(
            "not a valid list of exit codes: " + PythonText.repr(text),
            "give numbers from 0 to 255 with commas between, such as 0,2");
      }
      codes.add(code.get().intValue());
    }
    return codes;
  }

  /** Strings with commas between, stripped; empty for the empty text. */
  static List<String> list(String text) {
    List<String> items = new ArrayList<>();
    if (!text.isEmpty()) {
      for (String item : text.split(",", -1)) {
        items.add(PythonText.strip(item));
      }
    }
    return items;
  }

  /** The name of a process or group, stripped. */
  static String name(String text) throws BadValueException {
    String name = PythonText.strip(text);
    for (String bad : List.of(" ", ":", "/")) {
      if (name.contains(bad)) {
        throw new BadValueException(
            "Invalid name: "
                + PythonText.repr(text)
                + " because of character: "
                + PythonText.repr(bad),
            "a name has no blank, colon or slash");
      }
    }
    return name;
  }

  static Map<String, String> environment(String text) throws BadValueException {
    try {
      return EnvironmentPairs.parse(text);
    } catch (WordsException bad) {
      throw new BadValueException(
          bad.getMessage(),
          "write KEY=value,KEY2=\"value\"; only letters, digits and _ / . + - ( ) : need no"
              + " quotes");
    }
  }

  /** {@code did you mean "x"?}, where a known word is near. */
  static Optional<String> didYouMean(String word, Iterable<String> known) {
    return NearMiss.of(word, known).map(near -> "did you mean \"" + near + "\"?");
  }
}
