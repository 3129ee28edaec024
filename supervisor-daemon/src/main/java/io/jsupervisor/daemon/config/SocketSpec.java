package io.jsupervisor.daemon.config;

import java.util.Optional;
import java.util.OptionalInt;

/**
 * A {@code [socket:x]}: bound once by the daemon, handed to processes.
 *
 * @param listen {@code host:port}, {@code :port}, {@code port}, {@code [v6]:port}, or a path, as
 *     written
 * @param backlog empty takes the system's limit
 * @param mode of a socket file; 0700 where nothing is said
 * @param owner of a socket file, as {@code user} or {@code user:group}; empty leaves the daemon's
 */
public record SocketSpec(
    String name, String listen, OptionalInt backlog, OptionalInt mode, Optional<String> owner) {
  /** Who a socket file is given to. */
  public Optional<Accounts.Owner> owner(Accounts accounts) {
    try {
      return owner.isEmpty()
          ? Optional.empty()
          : Optional.of(new AccountTypes(accounts).owner(owner.get()));
    } catch (BadValueException gone) {
      throw new IllegalArgumentException(gone.sentence(owner.get()), gone);
    }
  }

  /** What {@code listen} says; it was checked when it was read. */
  public HeldAddress address() {
    try {
      return HeldAddress.parse(listen);
    } catch (BadValueException unchecked) {
      throw new IllegalStateException(unchecked);
    }
  }
}
