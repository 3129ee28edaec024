package io.jsupervisor.daemon.convert;

import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The specifiers of a unit that can be told from its file (systemd.unit(5)). */
final class Specifiers {
  private static final Pattern SPECIFIER = Pattern.compile("%(.)");
  private static final Pattern BYTE = Pattern.compile("\\\\x([0-9a-fA-F]{2})");

  /** Of units that the machine's own manager runs. */
  private static final Map<String, String> PLACES =
      Map.of(
          "t", "/run",
          "S", "/var/lib",
          "C", "/var/cache",
          "L", "/var/log",
          "E", "/etc",
          "T", "/tmp",
          "V", "/var/tmp");

  private final String unit;
  private final boolean ofTheMachine;
  private final Consumer<String> unknown;

  /**
   * @param unit the name of the unit without {@code .service}
   * @param ofTheMachine false for a user's unit, whose places are others
   * @param unknown hears of each that is left as it is
   */
  Specifiers(String unit, boolean ofTheMachine, Consumer<String> unknown) {
    this.unit = unit;
    this.ofTheMachine = ofTheMachine;
    this.unknown = unknown;
  }

  String replaced(String text) {
    return SPECIFIER
        .matcher(text)
        .replaceAll(
            found ->
                Matcher.quoteReplacement(
                    meant(found.group(1))
                        .orElseGet(
                            () -> {
                              unknown.accept(found.group());
                              return found.group();
                            })));
  }

  private Optional<String> meant(String letter) {
    int at = unit.indexOf('@');
    String prefix = at < 0 ? unit : unit.substring(0, at);
    return switch (letter) {
      case "%" -> Optional.of("%");
      case "n" -> Optional.of(unit + ".service");
      case "N" -> Optional.of(unit);
      case "p" -> Optional.of(prefix);
      case "j" -> Optional.of(prefix.substring(prefix.lastIndexOf('-') + 1));
      case "i" -> instance(at);
      case "I" -> instance(at).map(Specifiers::unescaped);
      default -> Optional.ofNullable(ofTheMachine ? PLACES.get(letter) : null);
    };
  }

  /** Empty text where the unit is no template's; unknown for the template itself. */
  private Optional<String> instance(int at) {
    String instance = at < 0 ? "" : unit.substring(at + 1);
    return at >= 0 && instance.isEmpty() ? Optional.empty() : Optional.of(instance);
  }

  /** As {@code systemd-escape -u} does. */
  private static String unescaped(String text) {
    return BYTE.matcher(text.replace('-', '/'))
        .replaceAll(
            found ->
                Matcher.quoteReplacement(Character.toString(Integer.parseInt(found.group(1), 16))));
  }
}
