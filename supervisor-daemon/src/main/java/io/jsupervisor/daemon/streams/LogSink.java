package io.jsupervisor.daemon.streams;

import io.jsupervisor.daemon.core.Ticks;
import io.jsupervisor.daemon.streams.SharedLogs.SharedLog;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.function.Consumer;

/** Writes a stream to its log. A disk that refuses loses bytes, counted, and is tried again. */
final class LogSink implements ByteSink {
  private final String name;
  private final SharedLog log;
  private final Runnable onNewFile;
  private final Consumer<String> warnings;
  private final LostBytes lost = new LostBytes();

  /**
   * @param name of the stream, for warnings: {@code web:web_00 stdout}
   * @param onNewFile run when what follows is in a new file
   */
  LogSink(String name, SharedLog log, Runnable onNewFile, Consumer<String> warnings) {
    this.name = name;
    this.log = log;
    this.onNewFile = onNewFile;
    this.warnings = warnings;
  }

  SharedLog log() {
    return log;
  }

  @Override
  public void accept(ByteBuffer bytes) {
    try {
      if (log.output.append(bytes)) {
        onNewFile.run();
      }
    } catch (RotatingLog.RotationException notRotated) {
      warnings.accept(name + ": " + notRotated.getMessage());
    } catch (IOException refused) {
      lost.add(bytes.remaining(), refused.getMessage());
    }
  }

  /** When {@link #warnIfDue} may have something to say. */
  Ticks deadline() {
    return lost.deadline();
  }

  void warnIfDue(Ticks now) {
    lost.due(now)
        .ifPresent(
            what ->
                warnings.accept(
                    name + ": " + what + " (" + log.path + "; cure: make room on its disk)"));
  }

  /** Says at the end what is still unsaid. */
  void warnAtEnd() {
    warnIfDue(Ticks.NEVER);
  }
}
