package io.jsupervisor.daemon.config;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A configuration of a thousand program sections, as the benchmarks use it. */
public final class ThousandPrograms {
  private ThousandPrograms() {}

  /** Writes the file; it goes with the JVM. */
  public static Path file() {
    StringBuilder text = new StringBuilder("[supervisord]\nlogfile=/dev/null\n");
    for (int i = 0; i < 1000; i++) {
      text.append("[program:web%04d]\n".formatted(i))
          .append("command=/bin/sleep %(process_num)d ; a comment\n")
          .append("process_name=%(program_name)s_%(process_num)02d\n")
          .append("environment=A=\"1\",B=\"%(ENV_HOME)s\"\n")
          .append("autorestart=unexpected\nstopsignal=INT\nstdout_logfile=NONE\n");
    }
    try {
      Path file = Files.createTempFile("bench", ".conf");
      file.toFile().deleteOnExit();
      return Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Loads it; fails unless all of it is there. */
  public static Configuration load(Path file) {
    var loaded =
        ConfigLoader.load(
            file.toString(),
            Surroundings.ofThisProcess(EtcAccounts.read()),
            DaemonOptions.Overrides.NONE);
    Configuration configuration = loaded.configuration().orElseThrow();
    if (configuration.groups().size() != 1000) {
      throw new IllegalStateException(configuration.groups().size() + " groups");
    }
    return configuration;
  }
}
