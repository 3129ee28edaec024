package io.jsupervisor.daemon.config;

import io.jsupervisor.daemon.core.Extensions;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** Reads and checks the options of a program that only jsupervisor knows. */
final class ExtensionReader {
  private final SectionReader reader;

  ExtensionReader(SectionReader reader) {
    this.reader = reader;
  }

  Extensions read() {
    Map<String, String> options = new HashMap<>();
    for (ExtensionOption option : ExtensionOption.OF_PROGRAM) {
      reader
          .text(option.name())
          .filter(text -> reader.parse(option.name(), text, option::checked).isPresent())
          .ifPresent(text -> options.put(option.name(), text));
    }
    if (options.isEmpty()) {
      return Extensions.NONE;
    }
    Optional<String> host = Optional.ofNullable(options.remove("host"));
    String port = options.remove("port");
    String protocol = options.remove("protocol");
    return new Extensions(
        host,
        port == null ? OptionalInt.empty() : OptionalInt.of(Integer.parseInt(port.strip())),
        protocol == null ? "http" : protocol,
        ServingReader.of(port != null, options),
        options);
  }
}
