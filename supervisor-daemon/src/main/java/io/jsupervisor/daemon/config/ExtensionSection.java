package io.jsupervisor.daemon.config;

import io.jsupervisor.common.ini.Location;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

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
}
