package io.jsupervisor.daemon.streams;

import io.jsupervisor.daemon.core.Namespec;

/** Live reading of child output, for the HTTP room. Any thread. */
public interface LogTaps {
  /**
   * Begins to receive what a stream of a process writes from now on, also across restarts of the
   * process. Never slows the child: a reader that falls behind loses the oldest bytes and is told
   * how many.
   */
  Tap open(Namespec process, Channel channel);

  /** One reader's queue. */
  interface Tap extends AutoCloseable {
    /**
     * Waits for bytes, at most {@code millis}.
     *
     * @return the next piece; empty bytes when the time is up
     */
    Piece next(long millis) throws InterruptedException;

    @Override
    void close();
  }

  /**
   * @param skipped bytes lost before these because the reader was slow
   * @param restarted the log file was rotated, cleared or reopened before these bytes
   */
  record Piece(byte[] bytes, long skipped, boolean restarted) {}
}
