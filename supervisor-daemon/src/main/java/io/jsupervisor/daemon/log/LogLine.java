package io.jsupervisor.daemon.log;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;

/** The classic form of a line: {@code 2026-01-02 15:04:05,678 INFO text}, in local time. */
final class LogLine {
  private LogLine() {}

  static byte[] format(Instant when, ZoneId zone, DaemonLog.Level level, String message) {
    ZonedDateTime t = when.atZone(zone);
    StringBuilder line = new StringBuilder(message.length() + 32);
    line.append(t.getYear());
    pad(line.append('-'), t.getMonthValue(), 2);
    pad(line.append('-'), t.getDayOfMonth(), 2);
    pad(line.append(' '), t.getHour(), 2);
    pad(line.append(':'), t.getMinute(), 2);
    pad(line.append(':'), t.getSecond(), 2);
    pad(line.append(','), t.getNano() / 1_000_000, 3);
    line.append(' ').append(level.code()).append(' ').append(message).append('\n');
    return line.toString().getBytes(StandardCharsets.UTF_8);
  }

  private static void pad(StringBuilder line, int number, int width) {
    String digits = Integer.toString(number);
    line.repeat('0', Math.max(0, width - digits.length())).append(digits);
  }
}
