package io.jsupervisor.daemon.os.posix;

import io.jsupervisor.daemon.os.Errno;
import io.jsupervisor.daemon.os.Syslog;
import java.util.Optional;

/**
 * {@link Syslog} whose lines are whole entries of systemd's journal, in its native protocol, sent
 * as they are. What does not fit into a datagram is refused.
 */
public final class JournalSocket implements Syslog, AutoCloseable {
  /** A second. */
  private static final int TRIES_WHEN_FULL = 100;

  private final DatagramSender sender;

  public JournalSocket(String path) {
    this.sender = new DatagramSender(path, TRIES_WHEN_FULL);
  }

  @Override
  public Optional<String> send(byte[] entry) {
    return refusal(sender, sender.send(entry));
  }

  /** What an errno of {@link DatagramSender#send} means for people. */
  static Optional<String> refusal(DatagramSender sender, int errno) {
    return errno == 0
        ? Optional.empty()
        : Optional.of(sender.path() + ": " + Errno.text(errno) + " (" + Errno.name(errno) + ")");
  }

  @Override
  public void close() {
    sender.close();
  }
}
