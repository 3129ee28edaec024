package io.jsupervisor.daemon.config;

import io.jsupervisor.common.format.PythonInt;
import io.jsupervisor.common.ini.Location;
import java.math.BigInteger;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A section that only jsupervisor knows: {@code [socket:x]}, {@code [upstream:x]}, {@code [fleet]}.
 *
 * @param kind {@code socket}, {@code upstream} or {@code fleet}
 * @param name what follows the colon; empty for {@code [fleet]}
 * @param options as in the file, expanded and checked
 * @param at its header
 * @param lines where each option stands
 */
public record ExtensionSection(
    String kind,
    String name,
    Map<String, String> options,
    Location at,
    Map<String, Location> lines) {
  public ExtensionSection {
    options = Collections.unmodifiableMap(new LinkedHashMap<>(options));
    lines = Map.copyOf(lines);
  }

  /** How the file has it: {@code socket:web}. */
  String section() {
    return name.isEmpty() ? kind : kind + ":" + name;
  }

  /** Where an option stands; where it does not, its section. */
  Location at(String option) {
    return lines.getOrDefault(option, at);
  }

  /** What a {@code [socket:x]} says. */
  SocketSpec socket() {
    return new SocketSpec(
        name,
        options.getOrDefault("listen", ""),
        number("backlog", 10),
        number("mode", 8),
        Optional.ofNullable(options.get("owner")));
  }

  private OptionalInt number(String option, int base) {
    String text = options.get(option);
    return text == null
        ? OptionalInt.empty()
        : OptionalInt.of(PythonInt.parse(text, base).map(BigInteger::intValue).orElse(0));
  }

  /** What an {@code [upstream:x]} says. */
  UpstreamSpec upstream() {
    return new UpstreamSpec(
        name,
        Words.list(options.getOrDefault("programs", "")),
        options.getOrDefault("proxy", "nginx"),
        Optional.ofNullable(options.get("file")),
        options.getOrDefault("method", "round_robin"),
        command("test_command"),
        command("reload_command"),
        Numbers.checked(options.getOrDefault("settle_secs", "1")),
        options);
  }

  private Optional<String> command(String option) {
    return Optional.ofNullable(options.get(option)).filter(text -> !text.isBlank());
  }
}
