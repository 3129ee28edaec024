package io.jsupervisor.daemon.config;

import io.jsupervisor.daemon.core.ProcessSpec;
import io.jsupervisor.daemon.config.EtcAccounts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Loads texts in a directory of a test. */
record TestConfig(Path directory) {
  Surroundings surroundings() {
    return new Surroundings(
        Map.of("HOME", "/root", "PORT", "8080"), "node1", directory, EtcAccounts.read());
  }

  ConfigLoader.Loaded load(String text) {
    return load(text, DaemonOptions.Overrides.NONE);
  }

  ConfigLoader.Loaded load(String text, DaemonOptions.Overrides line) {
    return ConfigLoader.load(write("web.conf", text), surroundings(), line);
  }

  String write(String name, String text) {
    try {
      Path file = directory.resolve(name);
      Files.createDirectories(file.getParent());
      Files.writeString(file, text);
      return file.toString();
    } catch (IOException fault) {
      throw new UncheckedIOException(fault);
    }
  }

  /** The configuration of a text that must be good. */
  Configuration good(String text) {
    ConfigLoader.Loaded loaded = load(text);
    return loaded.configuration().orElseThrow(() -> new AssertionError(texts(loaded)));
  }

  List<ProcessSpec> processes(String text) {
    return good(text).groups().stream().flatMap(group -> group.processes().stream()).toList();
  }

  /** The problems, with the file's name alone instead of its path. */
  List<String> texts(ConfigLoader.Loaded loaded) {
    return loaded.problems().stream()
        .map(p -> p.severity().word() + " " + p.text().replace(directory + "/", ""))
        .toList();
  }
}
