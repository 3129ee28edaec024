package io.jsupervisor.daemon.os;

import java.io.IOException;
import java.util.OptionalInt;

/**
 * Sockets that listen for children: the daemon makes and keeps them, children accept on them. Looks
 * names up and makes files, so never on the core.
 */
public interface ListeningSockets {
  /** What a socket is bound to. */
  sealed interface Address {
    /** A socket that is there is removed before. */
    record Unix(String path, int mode, OptionalInt uid, OptionalInt gid) implements Address {}

    /** IPv4. */
    record Tcp(String host, int port) implements Address {}
  }

  /**
   * Makes a socket that listens.
   *
   * @param backlog empty takes the system's limit
   * @return its descriptor, which no child inherits unless it is handed over
   * @throws IOException with errno and its text, as {@code [Errno 98] Address already in use}
   */
  int open(Address address, OptionalInt backlog) throws IOException;

  /** Closes it; the file of a unix socket stays. */
  void close(int descriptor);
}
