package io.jsupervisor.daemon.config;

import io.jsupervisor.daemon.core.Account;
import java.util.Optional;
import java.util.OptionalInt;

/** The users and groups of this machine. */
public interface Accounts {
  Optional<Account> byName(String user);

  Optional<Account> byUid(int uid);

  /** The number of a group by its name. */
  OptionalInt gid(String group);

  boolean hasGid(int gid);

  /** The home directory of a user, by name or number. */
  Optional<String> home(String user);

  /** The user this daemon runs as. */
  int currentUid();

  /**
   * Who a socket is given to.
   *
   * @param gid empty keeps the group
   */
  record Owner(int uid, OptionalInt gid) {}
}
