package io.jsupervisor.common.format;

import java.math.BigInteger;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Whole numbers as Python's {@code int()} reads them, because files and clients are written for it:
 * blanks around, a sign, single underscores between digits, digits of any script.
 */
public final class PythonInt {
  /** Python's own limit, for the time that longer ones take. */
  private static final int MOST_DIGITS = 4300;

  private PythonInt() {}

  /**
   * A decimal number, held at the end of the range where it is too large; empty where {@code
   * int(text)} would refuse.
   */
  public static OptionalLong parse(String text) {
    Optional<BigInteger> number = parse(text, 10);
    return number.isPresent() ? OptionalLong.of(saturated(number.get())) : OptionalLong.empty();
  }

  /** The number, in base 8 or 10; empty where {@code int(text, base)} would refuse. */
  public static Optional<BigInteger> parse(String text, int base) {
    String rest = PythonText.strip(text);
    boolean negative = rest.startsWith("-");
    if (negative || rest.startsWith("+")) {
      rest = rest.substring(1);
    }
    if (base == 8 && (rest.startsWith("0o") || rest.startsWith("0O"))) {
      rest = rest.substring(rest.startsWith("_", 2) ? 3 : 2);
    }
    var digits = new StringBuilder();
    boolean digitBefore = false;
    for (int c : rest.codePoints().toArray()) {
      int digit = Character.digit(c, base);
      if (c == '_' && digitBefore) {
        digitBefore = false;
      } else if (digit >= 0) {
        digits.append((char) ('0' + digit));
        digitBefore = true;
      } else {
        return Optional.empty();
      }
    }
    if (!digitBefore || digits.length() > MOST_DIGITS) {
      return Optional.empty();
    }
    BigInteger value = new BigInteger(digits.toString(), base);
    return Optional.of(negative ? value.negate() : value);
  }

  /** The number, or the end of the range of a long that is nearest. */
  public static long saturated(BigInteger value) {
    return value.bitLength() < Long.SIZE
        ? value.longValue()
        : value.signum() < 0 ? Long.MIN_VALUE : Long.MAX_VALUE;
  }
}
