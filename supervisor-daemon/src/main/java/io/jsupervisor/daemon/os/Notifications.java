package io.jsupervisor.daemon.os;

import java.util.Optional;

/** What processes say of themselves by sd_notify(3). */
public interface Notifications extends AutoCloseable {
  /**
   * One datagram.
   *
   * @param pid of its sender, as the kernel says; 0 when that is none of ours
   */
  record Datagram(int pid, String text) {}

  /** The next one; blocks. Empty once it is closed. One thread. */
  Optional<Datagram> receive();

  /** Ends {@link #receive}. Any thread. */
  @Override
  void close();
}
