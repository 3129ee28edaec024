package io.jsupervisor.daemon.main;

import io.jsupervisor.daemon.log.QueuedLog;
import io.jsupervisor.daemon.os.Syslog;
import io.jsupervisor.daemon.streams.OutputLog;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/** Where the lines of the main log go. */
final class LogSinks {
  /** Where the machine's log is listening. */
  static final String SYSLOG = System.getProperty("jsupervisor.syslog", "/dev/log");

  /** Where systemd's journal is listening. */
  static final String JOURNAL =
      System.getProperty("jsupervisor.journal", "/run/systemd/journal/socket");

  static final int STDERR = 2;

  /** {@code 2026-01-02 15:04:05,678 INFO }. */
  private static final int PREFIX = 29;

  private LogSinks() {}

  /** Syslog; each line of a message gets its time and level. What is refused is lost. */
  static QueuedLog.Sink syslog(Syslog syslog) {
    return new QueuedLog.Sink() {
      @Override
      public void write(byte[] line) {
        String text = new String(line, StandardCharsets.UTF_8);
        String prefix = text.substring(0, PREFIX);
        text.substring(PREFIX)
            .stripTrailing()
            .lines()
            .map(part -> (prefix + part).getBytes(StandardCharsets.UTF_8))
            .forEach(syslog::send);
      }

      @Override
      public void reopen() {}

      @Override
      public void close() {}
    };
  }

  /** A file, rotated by size. What a full disk refuses is lost: the log has nobody to tell. */
  static QueuedLog.Sink file(OutputLog file) {
    return new QueuedLog.Sink() {
      @Override
      public void write(byte[] line) {
        try {
          file.append(ByteBuffer.wrap(line));
        } catch (IOException full) {
          // The next line tries again.
        }
      }

      @Override
      public void reopen() {
        try {
          file.reopen();
        } catch (IOException e) {
          throw new IllegalStateException("cannot reopen the main log: " + e.getMessage(), e);
        }
      }

      @Override
      public void close() {
        file.close();
      }
    };
  }

  /** The terminal, in the foreground. */
  static QueuedLog.Sink stdout() {
    return descriptor(FileDescriptor.out, line -> line);
  }

  /**
   * Standard error that is a stream of systemd's journal: the level goes before each line as {@code
   * <N>} (sd-daemon(3)), and the time is left to the journal.
   */
  static QueuedLog.Sink journalStream() {
    return descriptor(FileDescriptor.err, LogSinks::withPriority);
  }

  static byte[] withPriority(byte[] line) {
    String text = new String(line, StandardCharsets.UTF_8);
    String level = text.substring(PREFIX - 5, PREFIX - 1);
    String prefix =
        switch (level) {
          case "CRIT" -> "<2>";
          case "ERRO" -> "<3>";
          case "WARN" -> "<4>";
          case "INFO" -> "<6>";
          default -> "<7>";
        };
    return text.substring(PREFIX)
        .stripTrailing()
        .lines()
        .map(part -> prefix + part + "\n")
        .collect(Collectors.joining())
        .getBytes(StandardCharsets.UTF_8);
  }

  private static QueuedLog.Sink descriptor(FileDescriptor target, UnaryOperator<byte[]> form) {
    FileOutputStream out = new FileOutputStream(target);
    return new QueuedLog.Sink() {
      @Override
      public void write(byte[] line) {
        try {
          out.write(form.apply(line));
        } catch (IOException closed) {
          // Whoever read it has gone.
        }
      }

      @Override
      public void reopen() {}

      @Override
      public void close() {}
    };
  }
}
