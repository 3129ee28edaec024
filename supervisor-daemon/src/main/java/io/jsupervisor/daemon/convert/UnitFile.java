package io.jsupervisor.daemon.convert;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;

/**
 * The settings of a unit and its drop-ins, in order (systemd.syntax(7)). Each is taken once, so
 * that what nobody asked for is left.
 */
final class UnitFile {
  private final Map<String, List<String>> settings = new LinkedHashMap<>();

  /**
   * @param texts the unit, then its drop-ins
   */
  UnitFile(List<String> texts) {
    texts.forEach(this::read);
  }

  private void read(String text) {
    StringBuilder line = new StringBuilder();
    for (String raw : text.lines().toList()) {
      String piece = raw.strip();
      if (piece.startsWith("#") || piece.startsWith(";")) {
        continue; // between continued lines, too
      }
      if (piece.endsWith("\\")) {
        line.append(piece, 0, piece.length() - 1).append(' ');
        continue;
      }
      setting(line.append(piece).toString().strip());
      line.setLength(0);
    }
    setting(line.toString().strip());
  }

  private void setting(String line) {
    int equals = line.indexOf('=');
    if (equals < 0 || line.startsWith("[")) {
      return;
    }
    String value = line.substring(equals + 1).strip();
    List<String> values =
        settings.computeIfAbsent(line.substring(0, equals).strip(), key -> new ArrayList<>());
    if (value.isEmpty()) {
      values.clear(); // an empty one takes back those before it
    } else {
      values.add(value);
    }
  }

  /** Whether it has a value, and leaves it. */
  boolean isSet(String setting) {
    return !settings.getOrDefault(setting, List.of()).isEmpty();
  }

  /** Takes all values. */
  List<String> all(String setting) {
    List<String> values = settings.remove(setting);
    return values == null ? List.of() : values;
  }

  /** Takes the value that counts where there can be one. */
  String last(String setting, String otherwise) {
    List<String> values = all(setting);
    return values.isEmpty() ? otherwise : values.getLast();
  }

  /** Takes the words of all values. */
  List<String> words(String setting) {
    return all(setting).stream().flatMap(line -> UnitWords.split(line).stream()).toList();
  }

  /** What nobody took. */
  void rest(BiConsumer<String, String> settingAndValue) {
    settings.forEach(
        (setting, values) -> values.forEach(value -> settingAndValue.accept(setting, value)));
  }
}
