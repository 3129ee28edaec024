package io.jsupervisor.daemon.main;

import io.jsupervisor.daemon.config.SupervisordSection;
import io.jsupervisor.daemon.config.Surroundings;
import io.jsupervisor.daemon.log.DaemonLog;
import io.jsupervisor.daemon.log.QueuedLog;
import io.jsupervisor.daemon.os.Clock;
import io.jsupervisor.daemon.os.JournalStream;
import io.jsupervisor.daemon.os.posix.SyslogSocket;
import io.jsupervisor.daemon.streams.DeviceLog;
import io.jsupervisor.daemon.streams.OutputLog;
import io.jsupervisor.daemon.streams.RotatingLog;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Opens the main log: syslog, a device or a file, and the terminal of a daemon in the foreground.
 */
final class MainLogOpening {
  private final SupervisordSection section;
  private final Surroundings surroundings;

  MainLogOpening(SupervisordSection section, Surroundings surroundings) {
    this.section = section;
    this.surroundings = surroundings;
  }

  /**
   * Opens it.
   *
   * @param foreground what is logged is printed, too, unless the section is silent
   * @throws StartException with the reason
   */
  QueuedLog open(boolean foreground) throws StartException {
    List<QueuedLog.Sink> sinks = new ArrayList<>();
    if (section.logfile().equals("syslog")) {
      sinks.add(LogSinks.syslog(new SyslogSocket(LogSinks.SYSLOG, Clock.SYSTEM)));
    } else {
      try {
        sinks.add(LogSinks.file(file()));
      } catch (IOException e) {
        throw new StartException(
            "cannot open the main log " + section.logfile() + ": " + ErrorText.of(e));
      }
    }
    if (foreground && !section.silent()) {
      sinks.add(
          JournalStream.is(LogSinks.STDERR, surroundings.environment())
              ? LogSinks.journalStream()
              : LogSinks.stdout());
    }
    DaemonLog.Level least = DaemonLog.Level.valueOf(section.loglevel().name());
    return new QueuedLog(least, Clock.SYSTEM, sinks);
  }

  private OutputLog file() throws IOException {
    Path path = Path.of(section.logfile());
    return DeviceLog.isFor(path)
        ? DeviceLog.open(path)
        : RotatingLog.open(path, section.logfileMaxbytes(), section.logfileBackups());
  }

  /** Where the classic tool dies of it (spec section 12, 67); nobody expects it of the void. */
  void tellUnrotated(DaemonLog log) {
    Path path = Path.of(section.logfile());
    if (section.logfileMaxbytes() > 0
        && !section.logfile().equals("syslog")
        && !path.equals(Path.of("/dev/null"))
        && DeviceLog.isFor(path)) {
      log.warn(path + " cannot be rotated and is written without (cure: logfile_maxbytes=0)");
    }
  }
}
