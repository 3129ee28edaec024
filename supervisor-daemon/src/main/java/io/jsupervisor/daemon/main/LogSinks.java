package io.jsupervisor.daemon.main;

import io.jsupervisor.daemon.log.QueuedLog;
import io.jsupervisor.daemon.os.Syslog;
import io.jsupervisor.daemon.streams.OutputLog;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Where the lines of the main log go. */
final class LogSinks {
  /** Where the machine's log is listening. */
  static final String SYSLOG = System.getProperty("jsupervisor.syslog", "/dev/log");

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
    FileOutputStream out = new FileOutputStream(FileDescriptor.out);
    return new QueuedLog.Sink() {
      @Override
      public void write(byte[] line) {
        try {
          out.write(line);
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
