package io.jsupervisor.daemon.os.posix;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.jsupervisor.daemon.os.Clock;
import io.jsupervisor.daemon.os.Syslog;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.Optional;

/**
 * {@link Syslog} by datagrams to {@code /dev/log}. Facility, severity and tag are those that the
 * classic tool's lines have, so filters go on working.
 */
public final class SyslogSocket implements Syslog, AutoCloseable {
  /** LOG_USER and LOG_INFO (syslog(3)). */
  private static final int PRIORITY = 8 + 6;

  private static final String TAG = "supervisord";
  private static final String[] MONTHS = {
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"
  };

  /** A second. */
  private static final int TRIES_WHEN_FULL = 100;

  private final DatagramSender sender;
  private final Clock clock;
  private final ZoneId zone = ZoneId.systemDefault();

  public SyslogSocket(String path, Clock clock) {
    this.sender = new DatagramSender(path, TRIES_WHEN_FULL);
    this.clock = clock;
  }

  @Override
  public Optional<String> send(byte[] line) {
    return JournalSocket.refusal(sender, sender.send(header().getBytes(ISO_8859_1), line));
  }

  private String header() {
    ZonedDateTime now = clock.wall().atZone(zone);
    return "<%d>%s %2d %02d:%02d:%02d %s: "
        .formatted(
            PRIORITY,
            MONTHS[now.getMonthValue() - 1],
            now.getDayOfMonth(),
            now.getHour(),
            now.getMinute(),
            now.getSecond(),
            TAG);
  }

  @Override
  public void close() {
    sender.close();
  }
}
