package io.jsupervisor.common.format;

import java.util.TreeSet;

/** Expands option values, with the classic tool's texts for what goes wrong. */
public final class Expansion {
  private Expansion() {}

  /**
   * Expands a value.
   *
   * @param what the option as messages call it: {@code program:x.command}
   * @throws BadExpansionException with the classic text
   */
  public static String expand(String raw, Names names, String what) throws BadExpansionException {
    try {
      return PercentFormat.expand(raw, names);
    } catch (FormatFault fault) {
      throw switch (fault) {
        case FormatFault.UnknownName unknown -> unknownName(raw, names, what, unknown.name());
        case FormatFault.BadSyntax bad ->
            new BadExpansionException(
                "Format string %s for %s is badly formatted: %s"
                    .formatted(PythonText.repr(raw), PythonText.repr(what), bad.getMessage()),
                cure(raw, names));
      };
    }
  }

  private static BadExpansionException unknownName(
      String raw, Names names, String what, String name) {
    var known = new TreeSet<>(names.all().keySet());
    return new BadExpansionException(
        "Format string %s for %s contains names (%s) which cannot be expanded. Available names: %s"
            .formatted(
                PythonText.repr(raw),
                PythonText.repr(what),
                PythonText.repr(name),
                String.join(", ", known)),
        NearMiss.of(name, known).map(near -> "did you mean %(" + near + ")s?").orElse(""));
  }

  private static String cure(String raw, Names names) {
    int open = raw.indexOf("%(");
    while (open >= 0) {
      int close = raw.indexOf(')', open);
      if (close < 0) {
        break;
      }
      String name = raw.substring(open + 2, close);
      boolean noLetter =
          close + 1 == raw.length()
              || "diouxXeEfFgGcrsa#0- +.123456789".indexOf(raw.charAt(close + 1)) < 0;
      if (noLetter && names.lookup(name).isPresent()) {
        return "did you mean %(" + name + ")s?";
      }
      open = raw.indexOf("%(", close);
    }
    return "write a percent sign as %%";
  }
}
