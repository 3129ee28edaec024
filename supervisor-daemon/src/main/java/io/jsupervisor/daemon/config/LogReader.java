package io.jsupervisor.daemon.config;

import io.jsupervisor.daemon.core.LogSpec;
import io.jsupervisor.daemon.core.LogTarget;
import java.util.List;

/** Reads what happens to the output of a program: the options that begin with its stream's name. */
final class LogReader {
  private final Sources sources;
  private final List<String> warnings;
  private final boolean onConsole;

  /**
   * @param warnings takes lines for the main log
   * @param onConsole logs that the operator does not name are the daemon's standard output and
   *     error, not files
   */
  LogReader(Sources sources, List<String> warnings, boolean onConsole) {
    this.sources = sources;
    this.onConsole = onConsole;
    this.warnings = warnings;
  }

  /** The options of a stream that are the same for all instances. */
  record Common(long captureMaxBytes, boolean events) {}

  static Common common(SectionReader reader, String stream) {
    return new Common(
        reader.value(stream + "_capture_maxbytes", 0L, Numbers::byteSize),
        reader.value(stream + "_events_enabled", false, Words::bool));
  }

  LogSpec read(
      SectionReader reader, SectionReader loop, String stream, Common options, boolean redirected) {
    String key = stream + "_logfile";
    String shown = "For [" + reader.section() + "], ";
    // Twice, because the classic tool does so: a percent sign in a file name is written %%%%.
    LogFile file =
        reader
            .text(key)
            .flatMap(text -> loop.expand(key, text, key))
            .flatMap(text -> loop.parse(key, text, value -> LogFile.parse(value, sources.paths())))
            .orElse(new LogFile.To(new LogTarget.Auto()));
    int backups = reader.value(key + "_backups", 10, Numbers::smallInteger);
    long maxBytes = reader.value(key + "_maxbytes", 50L << 20, Numbers::byteSize);
    boolean syslog = reader.value(stream + "_syslog", false, Words::bool);
    LogTarget target;
    switch (file) {
      case LogFile.Syslog() -> {
        warn(
            reader,
            key,
            "%s%s=syslog but this is deprecated and will be removed.  Use %s_syslog=true to enable syslog instead."
                .formatted(shown, key, stream));
        syslog = true;
        target = new LogTarget.None();
      }
      case LogFile.To(LogTarget to) -> target = to;
    }
    if (target instanceof LogTarget.Auto && onConsole) {
      // A listener's standard output is its protocol, which nobody wants to read there.
      boolean protocol = stream.equals("stdout") && reader.section().startsWith("eventlistener:");
      target = protocol ? new LogTarget.None() : new LogTarget.File("/dev/" + stream);
      maxBytes = 0;
    }
    if (target instanceof LogTarget.Auto && maxBytes == 0) {
      warn(
          reader,
          key,
          shown
              + "AUTO logging used for "
              + key
              + " without rollover, set maxbytes > 0 to avoid filling up filesystem"
              + " unintentionally");
    }
    if (redirected) {
      if (file instanceof LogFile.To(LogTarget.File ignored)) {
        warn(
            reader,
            key,
            shown
                + "redirect_stderr=true but stderr_logfile has also been set to a filename, the"
                + " filename has been ignored");
      }
      target = new LogTarget.None();
    }
    return new LogSpec(
        target, maxBytes, backups, options.captureMaxBytes(), options.events(), syslog);
  }

  private void warn(SectionReader reader, String option, String line) {
    warnings.add(line);
    reader.warning(option, line);
  }
}
