package io.jsupervisor.daemon.core;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A signal of Linux (signal(7), x86-64 and aarch64), by number. 0 is the null signal of kill(2).
 */
public record Signal(int number) {
  private static final Map<String, Integer> NUMBERS = new TreeMap<>();
  private static final Map<Integer, String> NAMES = new TreeMap<>();

  static {
    String[] names = {
      "HUP", "INT", "QUIT", "ILL", "TRAP", "ABRT", "BUS", "FPE", "KILL", "USR1", "SEGV", "USR2",
      "PIPE", "ALRM", "TERM", "STKFLT", "CHLD", "CONT", "STOP", "TSTP", "TTIN", "TTOU", "URG",
      "XCPU", "XFSZ", "VTALRM", "PROF", "WINCH", "IO", "PWR", "SYS"
    };
    for (int i = 0; i < names.length; i++) {
      NUMBERS.put(names[i], i + 1);
      NAMES.put(i + 1, names[i]);
    }
    NUMBERS.put("IOT", 6);
    NUMBERS.put("CLD", 17);
    NUMBERS.put("POLL", 29);
    NUMBERS.put("RTMIN", 34);
    NUMBERS.put("RTMAX", 64);
  }

  public static final Signal HUP = new Signal(1);
  public static final Signal INT = new Signal(2);
  public static final Signal QUIT = new Signal(3);
  public static final Signal KILL = new Signal(9);
  public static final Signal USR2 = new Signal(12);
  public static final Signal TERM = new Signal(15);
  public static final Signal CHLD = new Signal(17);

  public Signal {
    if (number < 0 || number > 64) {
      throw new IllegalArgumentException("no signal has the number " + number);
    }
  }

  /**
   * The signal of a name, with or without {@code SIG}, in any case ({@code HUP}, {@code sigterm}).
   */
  public static Optional<Signal> named(String name) {
    String upper = name.strip().toUpperCase(Locale.ROOT);
    Integer number = NUMBERS.get(upper.startsWith("SIG") ? upper.substring(3) : upper);
    return Optional.ofNullable(number).map(Signal::new);
  }

  /**
   * The signal of a name or a number, as users type them. Of the numbers the classic tool takes
   * those that have a name, and 0, with which kill(2) only looks whether somebody is there.
   */
  public static Optional<Signal> parse(String text) {
    String stripped = text.strip();
    if (!stripped.matches("\\d{1,2}")) {
      return named(stripped);
    }
    int number = Integer.parseInt(stripped);
    return number == 0 || NAMES.containsKey(number) || NUMBERS.containsValue(number)
        ? Optional.of(new Signal(number))
        : Optional.empty();
  }

  /** {@code TERM}; the number where the signal has no name. */
  public String shortName() {
    return NAMES.getOrDefault(number, Integer.toString(number));
  }

  /** {@code SIGTERM}; empty where the signal has no name. */
  public Optional<String> longName() {
    return Optional.ofNullable(NAMES.get(number)).map(name -> "SIG" + name);
  }

  /** The names that {@link #named} takes, for messages. */
  public static Iterable<String> names() {
    return NUMBERS.keySet();
  }

  @Override
  public String toString() {
    return longName().orElse(Integer.toString(number));
  }
}
