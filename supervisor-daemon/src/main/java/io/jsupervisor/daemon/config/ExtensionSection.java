package io.jsupervisor.daemon.config;

import io.jsupervisor.common.ini.Location;
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
 */
public record ExtensionSection(String kind, String name, Map<String, String> options, Location at) {
  public ExtensionSection {
    options = Collections.unmodifiableMap(new LinkedHashMap<>(options));
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
        : OptionalInt.of(Integer.parseInt(text.strip().replaceFirst("^0[oO]", ""), base));
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
        Long.parseLong(options.getOrDefault("settle_secs", "1").strip()),
        options);
  }

  private Optional<String> command(String option) {
    return Optional.ofNullable(options.get(option)).filter(text -> !text.isBlank());
  }
}
