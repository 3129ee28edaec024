package io.jsupervisor.daemon.config;

import io.jsupervisor.daemon.core.EnvironmentRules;
import io.jsupervisor.daemon.core.Extensions;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** Reads and checks the options of a program that only jsupervisor knows. */
final class ExtensionReader {
  private final SectionReader reader;
  private final PosixPaths paths;
  private final String base;

  /**
   * @param base that relative paths start from: the directory of the program, or of the main file
   */
  ExtensionReader(SectionReader reader, PosixPaths paths, String base) {
    this.reader = reader;
    this.paths = paths;
    this.base = base;
  }

  Extensions read() {
    Map<String, String> options = new HashMap<>();
    for (ExtensionOption option : ExtensionOption.OF_PROGRAM) {
      reader
          .text(option.name())
          .filter(text -> reader.parse(option.name(), text, option::checked).isPresent())
          .ifPresent(text -> options.put(option.name(), text));
    }
    if ("USR2".equals(options.getOrDefault("reload_method", "").strip())
        && !options.getOrDefault("sockets", "").isBlank()) {
      reader.warning(
          "reload_method",
          "Gunicorn closes the descriptor it was given, so that a new master of USR2 finds none;"
              + " use HUP with sockets=");
    }
    if (options.isEmpty()) {
      return Extensions.NONE;
    }
    Optional<String> host = Optional.ofNullable(options.remove("host"));
    String port = options.remove("port");
    String protocol = options.remove("protocol");
    return new Extensions(
        host,
        port == null ? OptionalInt.empty() : OptionalInt.of((int) Numbers.checked(port)),
        protocol == null ? "http" : protocol,
        ServingReader.of(port != null, options),
        environment(options),
        options);
  }

  private EnvironmentRules environment(Map<String, String> options) {
    return new EnvironmentRules(
        Words.list(options.getOrDefault("required_env", "")),
        Words.list(options.getOrDefault("env_file", "")).stream().map(this::path).toList(),
        Secrets.parse(options.getOrDefault("generate_secret", "")),
        Optional.ofNullable(options.get("virtualenv")).map(this::path));
  }

  private String path(String text) {
    return paths.absolute(PosixPaths.join(base, paths.expandUser(text)));
  }
}
