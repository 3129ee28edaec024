package io.jsupervisor.daemon.streams;

import io.jsupervisor.daemon.streams.SharedLogs.SharedLog;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/** The logs of a process that is being started. */
final class OpenedLogs implements Streams.OpenLogs {
  /** Nothing is kept: for a process whose logs could not be opened after all. */
  static final OpenedLogs NONE = new OpenedLogs(Optional.empty(), Optional.empty(), ignored -> {});

  /** Closes them where closing may take its time. */
  interface Closing {
    void close(OpenedLogs logs);
  }

  final Optional<SharedLog> stdout;
  final Optional<SharedLog> stderr;
  private final Closing closing;
  private final AtomicBoolean settled = new AtomicBoolean();

  OpenedLogs(Optional<SharedLog> stdout, Optional<SharedLog> stderr, Closing closing) {
    this.stdout = stdout;
    this.stderr = stderr;
    this.closing = closing;
  }

  /** The stream thread takes them over; false when they were discarded. */
  boolean take() {
    return settled.compareAndSet(false, true);
  }

  @Override
  public void discard() {
    if (take()) {
      closing.close(this);
    }
  }
}
