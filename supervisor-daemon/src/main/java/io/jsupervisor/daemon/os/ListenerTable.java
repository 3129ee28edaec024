package io.jsupervisor.daemon.os;

import io.jsupervisor.daemon.core.Ticks;
import java.net.InetAddress;

/**
 * Who listens on this machine. A connection to a socket that listens and has room in its queue is
 * made by the kernel alone, so whether it would be made can be told without making it: that costs
 * next to nothing, and wakes nobody. Used by one thread.
 */
public interface ListenerTable extends AutoCloseable {
  /**
   * Whether a connection would be accepted now, or a tenth of a second ago. False also means that
   * it is not known, as for addresses of other machines: connecting tells.
   *
   * @param since when the one who is asked about was started: who listened before was its
   *     predecessor
   */
  boolean accepts(InetAddress host, int port, Ticks since);

  @Override
  void close();

  /** Knows nothing. */
  ListenerTable NONE =
      new ListenerTable() {
        @Override
        public boolean accepts(InetAddress host, int port, Ticks since) {
          return false;
        }

        @Override
        public void close() {
          // Nothing is open.
        }
      };
}
