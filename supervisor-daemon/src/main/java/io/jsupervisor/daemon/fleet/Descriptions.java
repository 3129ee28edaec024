package io.jsupervisor.daemon.fleet;

import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** The classic sentence about a process that people read in {@code status}. */
public final class Descriptions {
  private static final DateTimeFormatter STOPPED_AT =
      DateTimeFormatter.ofPattern("MMM dd hh:mm a", Locale.US);

  private Descriptions() {}

  /** The description in the zone of this machine. */
  public static String of(ProcessView process, Instant now) {
    return of(process, now, ZoneId.systemDefault());
  }

  /** The description; {@code zone} is that of the reader, for stop times. */
  public static String of(ProcessView process, Instant now, ZoneId zone) {
    return switch (process.statename()) {
      case "RUNNING" ->
          "pid "
              + process.pid()
              + ", uptime "
              + process.start().map(start -> uptime(start, now)).orElse("0:00:00");
      case "FATAL", "BACKOFF" ->
          process.spawnerr().isEmpty()
              ? "unknown error (try \"tail " + process.spec().namespec().name() + "\")"
              : process.spawnerr();
      // A first start that failed leaves a start without a stop; the classic tool then shows the
      // epoch.
      case "STOPPED", "EXITED" ->
          process.start().isEmpty()
              ? "Not started"
              : STOPPED_AT.format(process.stop().orElse(Instant.EPOCH).atZone(zone));
      default -> "";
    };
  }

  /** {@code 0:00:12}, {@code 1 day, 2:03:04}; never negative, as clocks may be set back. */
  private static String uptime(Instant start, Instant now) {
    long seconds = Math.max(0, now.getEpochSecond() - start.getEpochSecond());
    long days = seconds / 86_400;
    String clock = seconds / 3600 % 24 + two(seconds / 60 % 60) + two(seconds % 60);
    return switch ((int) Math.min(days, 2)) {
      case 0 -> clock;
      case 1 -> "1 day, " + clock;
      default -> days + " days, " + clock;
    };
  }

  /** A thousand processes have a thousand of these: a format string takes ten times as long. */
  private static String two(long number) {
    return (number < 10 ? ":0" : ":") + number;
  }
}
