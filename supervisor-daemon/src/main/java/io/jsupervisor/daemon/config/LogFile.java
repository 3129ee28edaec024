package io.jsupervisor.daemon.config;

import io.jsupervisor.daemon.core.LogTarget;
import java.util.Locale;

/** What {@code stdout_logfile} and {@code stderr_logfile} may say. */
sealed interface LogFile {
  /** A target. */
  record To(LogTarget target) implements LogFile {}

  /** The old way to say {@code *_syslog=true}. */
  record Syslog() implements LogFile {}

  static LogFile parse(String text, PosixPaths paths) throws BadValueException {
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "none", "off" -> new To(new LogTarget.None());
      case "auto" -> new To(new LogTarget.Auto());
      case "syslog" -> new Syslog();
      default -> new To(new LogTarget.File(paths.existingDirpath(text)));
    };
  }
}
