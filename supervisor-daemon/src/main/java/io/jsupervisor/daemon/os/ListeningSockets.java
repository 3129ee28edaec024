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
    /**
     * A socket that is there is removed before.
     *
     * @param sparesLive not when somebody listens on it: then the address is in use
     */
    record Unix(String path, int mode, OptionalInt uid, OptionalInt gid, boolean sparesLive)
        implements Address {
      public Unix(String path, int mode, OptionalInt uid, OptionalInt gid) {
        this(path, mode, uid, gid, false);
      }
    }

    /**
     * The first address of IPv4 that the host has, else of IPv6. On one of IPv6 no IPv4 is taken,
     * so that both can be listened on with the same port.
     */
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

  /** Makes {@code descriptor} what {@code by} is, in one step, and closes {@code by}. */
  void replace(int descriptor, int by) throws IOException;

  /**
   * Another backlog for a socket that listens.
   *
   * @param backlog empty takes the system's limit
   */
  void backlog(int descriptor, OptionalInt backlog) throws IOException;

  /** Another owner and mode for the file of a socket that listens. */
  void permit(Address.Unix address) throws IOException;

  /** How many connections wait to be accepted; empty where the system does not say (unix). */
  OptionalInt waiting(int descriptor);

  /** Closes it; the file of a unix socket stays. */
  void close(int descriptor);
}
