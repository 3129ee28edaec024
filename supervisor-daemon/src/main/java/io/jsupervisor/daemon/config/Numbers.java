package io.jsupervisor.daemon.config;

import io.jsupervisor.common.format.PythonInt;
import io.jsupervisor.common.format.PythonText;
import java.math.BigInteger;
import java.util.Locale;

/**
 * The numbers of options, as {@link PythonInt} reads them. What is too large is held at the end of
 * the range: the reference has no end, and nobody waits 2^63 seconds.
 */
final class Numbers {
  private Numbers() {}

  /** A whole number. */
  static long integer(String text) throws BadValueException {
    return PythonInt.parse(text)
        .orElseThrow(
            () -> new BadValueException(badInteger(text), "give a whole number such as 10"));
  }

  /** The number of a text that {@link #integer} has taken before. */
  static long checked(String text) {
    return PythonInt.parse(text).orElse(0L);
  }

  /** A whole number that fits an int. */
  static int smallInteger(String text) throws BadValueException {
    return Math.clamp(integer(text), Integer.MIN_VALUE, Integer.MAX_VALUE);
  }

  /** Bytes: a whole number, maybe with KB, MB or GB. */
  static long byteSize(String text) throws BadValueException {
    String lower = text.toLowerCase(Locale.ROOT);
    long unit = 1;
    String digits = lower;
    if (lower.endsWith("kb") || lower.endsWith("mb") || lower.endsWith("gb")) {
      unit = 1L << (lower.endsWith("kb") ? 10 : lower.endsWith("mb") ? 20 : 30);
      digits = lower.substring(0, lower.length() - 2);
    }
    String number = digits;
    BigInteger value =
        PythonInt.parse(number, 10)
            .orElseThrow(
                () ->
                    new BadValueException(
                        badInteger(number),
                        "give bytes, or a whole number with KB, MB or GB such as 50MB"));
    return PythonInt.saturated(value.multiply(BigInteger.valueOf(unit)));
  }

  /** A file mode or mask in octal. */
  static int octal(String text) throws BadValueException {
    return (int)
        PythonInt.saturated(
            PythonInt.parse(text, 8)
                .orElseThrow(
                    () ->
                        new BadValueException(
                            text + " can not be converted to an octal type",
                            "give an octal number such as 022")));
  }

  /** A port, 1 to 65535. */
  static int port(String text) throws BadValueException {
    long port = integer(text);
    if (port < 1) {
      throw new BadValueException(
          port + " is below lower bound (1)", "a port is a number from 1 to 65535");
    }
    if (port > 65535) {
      throw new BadValueException(
          port + " is above upper bound (65535)", "a port is a number from 1 to 65535");
    }
    return (int) port;
  }

  static String badInteger(String text) {
    return "invalid literal for int() with base 10: " + PythonText.repr(text);
  }
}
