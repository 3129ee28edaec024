package io.jsupervisor.daemon.convert;

import java.util.Map;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Spans of time as systemd writes them: {@code 90}, {@code 1min 30s}, {@code 500ms}. */
final class Durations {
  private static final Pattern PART = Pattern.compile("\\s*(\\d+(?:\\.\\d+)?)\\s*([a-zA-Z]*)\\s*");
  private static final Map<String, Double> SECONDS =
      Map.ofEntries(
          Map.entry("", 1.0),
          Map.entry("us", 1e-6),
          Map.entry("usec", 1e-6),
          Map.entry("ms", 1e-3),
          Map.entry("msec", 1e-3),
          Map.entry("s", 1.0),
          Map.entry("sec", 1.0),
          Map.entry("second", 1.0),
          Map.entry("seconds", 1.0),
          Map.entry("m", 60.0),
          Map.entry("min", 60.0),
          Map.entry("minute", 60.0),
          Map.entry("minutes", 60.0),
          Map.entry("h", 3600.0),
          Map.entry("hr", 3600.0),
          Map.entry("hour", 3600.0),
          Map.entry("hours", 3600.0),
          Map.entry("d", 86_400.0),
          Map.entry("day", 86_400.0),
          Map.entry("days", 86_400.0));

  private Durations() {}

  /** Whole seconds, rounded up; empty for what is none ({@code infinity} among it). */
  static OptionalLong seconds(String text) {
    Matcher part = PART.matcher(text);
    double sum = 0;
    int at = 0;
    while (at < text.length() && part.find() && part.start() == at) {
      Double unit = SECONDS.get(part.group(2));
      if (unit == null) {
        return OptionalLong.empty();
      }
      sum += Double.parseDouble(part.group(1)) * unit;
      at = part.end();
    }
    return at == text.length() && at > 0
        ? OptionalLong.of((long) Math.ceil(sum))
        : OptionalLong.empty();
  }
}
