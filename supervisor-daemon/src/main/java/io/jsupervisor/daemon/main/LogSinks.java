package io.jsupervisor.daemon.main;

import io.jsupervisor.daemon.log.QueuedLog;
import io.jsupervisor.daemon.streams.OutputLog;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;

/** Where the lines of the main log go. */
final class LogSinks {
  private LogSinks() {}

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
