package io.jsupervisor.common.format;

import io.jsupervisor.common.format.FormatFault.BadSyntax;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Locale;

/** One conversion of a format: its flags, width and precision, applied to a value. */
final class Conversion {
  int width = -1;
  int precision = -1;
  private boolean left;
  private boolean plus;
  private boolean blank;
  private boolean alternate;
  private boolean zero;

  /** Takes a flag; false for any other character. */
  boolean flag(char c) {
    switch (c) {
      case '-' -> left = true;
      case '+' -> plus = true;
      case ' ' -> blank = true;
      case '#' -> alternate = true;
      case '0' -> zero = true;
      default -> {
        return false;
      }
    }
    return true;
  }

  String format(char letter, Object value) throws BadSyntax {
    return switch (letter) {
      case 's', 'r', 'a' -> text(letter, value);
      case 'c' -> pad("", character(value), false);
      case 'e', 'E', 'f', 'F', 'g', 'G' -> real(letter, value);
      default -> whole(letter, value);
    };
  }

  private String text(char letter, Object value) {
    String text = value.toString();
    if (value instanceof String && letter != 's') {
      text = letter == 'r' ? PythonText.repr(text) : PythonText.ascii(text);
    }
    int length = text.codePointCount(0, text.length());
    if (precision >= 0 && precision < length) {
      text = text.substring(0, text.offsetByCodePoints(0, precision));
    }
    return pad("", text, false);
  }

  private static String character(Object value) throws BadSyntax {
    if (value instanceof String text) {
      if (text.codePointCount(0, text.length()) == 1) {
        return text;
      }
    } else if (value instanceof Number number) {
      long code = number.longValue();
      if (code < 0 || code > Character.MAX_CODE_POINT) {
        throw new BadSyntax('%' + "c arg not in range(0x110000)");
      }
      return Character.toString((int) code);
    }
    throw new BadSyntax('%' + "c requires int or char");
  }

  private String whole(char letter, Object value) throws BadSyntax {
    if (!(value instanceof Number number)) {
      String wanted = "oxX".indexOf(letter) >= 0 ? "an integer" : "a real number";
      throw new BadSyntax(
          "%" + letter + " format: " + wanted + " is required, not " + typeName(value));
    }
    BigInteger n = new BigInteger(number.toString());
    int radix = letter == 'o' ? 8 : letter == 'x' || letter == 'X' ? 16 : 10;
    String digits = n.abs().toString(radix);
    if (precision > digits.length()) {
      digits = "0".repeat(precision - digits.length()) + digits;
    }
    String prefix = alternate && radix != 10 ? (radix == 8 ? "0o" : "0x") : "";
    if (letter == 'X') {
      digits = digits.toUpperCase(Locale.ROOT);
      prefix = prefix.toUpperCase(Locale.ROOT);
    }
    return pad(sign(n.signum() < 0) + prefix, digits, zero);
  }

  private String real(char letter, Object value) throws BadSyntax {
    if (!(value instanceof Number number)) {
      throw new BadSyntax("must be real number, not " + typeName(value));
    }
    BigDecimal n = new BigDecimal(number.doubleValue());
    int places = precision < 0 ? 6 : precision;
    String digits =
        switch (Character.toLowerCase(letter)) {
          case 'f' -> fixed(n.abs(), places);
          case 'e' -> scientific(n.abs(), places);
          default -> general(n.abs(), Math.max(1, places));
        };
    if (Character.isUpperCase(letter)) {
      digits = digits.toUpperCase(Locale.ROOT);
    }
    return pad(sign(n.signum() < 0), digits, zero);
  }

  private String fixed(BigDecimal n, int places) {
    String digits = n.setScale(places, RoundingMode.HALF_EVEN).toPlainString();
    return alternate && places == 0 ? digits + "." : digits;
  }

  private String scientific(BigDecimal n, int places) {
    BigDecimal rounded = n.round(new MathContext(places + 1, RoundingMode.HALF_EVEN));
    int exponent = rounded.signum() == 0 ? 0 : rounded.precision() - rounded.scale() - 1;
    String mantissa =
        rounded.movePointLeft(exponent).setScale(places, RoundingMode.HALF_EVEN).toPlainString();
    return mantissa + (alternate && places == 0 ? "." : "") + exponent(exponent);
  }

  private static String exponent(int exponent) {
    return "e%s%02d".formatted(exponent < 0 ? "-" : "+", Math.abs(exponent));
  }

  private String general(BigDecimal n, int significant) {
    BigDecimal rounded = n.round(new MathContext(significant, RoundingMode.HALF_EVEN));
    int exponent = rounded.signum() == 0 ? 0 : rounded.precision() - rounded.scale() - 1;
    boolean plain = exponent >= -4 && exponent < significant;
    BigDecimal shown = plain ? rounded : rounded.movePointLeft(exponent);
    shown =
        shown.setScale(
            plain ? Math.max(0, significant - 1 - exponent) : significant - 1,
            RoundingMode.HALF_EVEN);
    String digits = shown.toPlainString();
    if (!alternate && digits.indexOf('.') >= 0) {
      int end = digits.length();
      while (digits.charAt(end - 1) == '0') {
        end--;
      }
      digits = digits.substring(0, digits.charAt(end - 1) == '.' ? end - 1 : end);
    } else if (alternate && digits.indexOf('.') < 0) {
      digits += ".";
    }
    return plain ? digits : digits + exponent(exponent);
  }

  private String sign(boolean negative) {
    return negative ? "-" : plus ? "+" : blank ? " " : "";
  }

  private String pad(String head, String body, boolean withZeros) {
    int missing = width - head.length() - body.codePointCount(0, body.length());
    if (missing <= 0) {
      return head + body;
    }
    if (left) {
      return head + body + " ".repeat(missing);
    }
    return withZeros ? head + "0".repeat(missing) + body : " ".repeat(missing) + head + body;
  }

  private static String typeName(Object value) {
    return value instanceof String ? "str" : "dict";
  }
}
