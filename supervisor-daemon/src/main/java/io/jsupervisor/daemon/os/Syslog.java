package io.jsupervisor.daemon.os;

import java.util.Optional;

/** The machine's log. */
public interface Syslog {
  /**
   * Sends one line, without its end; waits a second at most. One thread at a time.
   *
   * @return why it could not be sent
   */
  Optional<String> send(byte[] line);
}
