package io.jsupervisor.daemon.os;

import io.jsupervisor.daemon.core.Account;
import java.util.Optional;
import java.util.OptionalInt;

/** Users and groups, from wherever the machine keeps them (passwd, LDAP, …). May block. */
public interface Accounts {
  /** The user of a login name or, as the classic tool takes it, of a number. */
  Optional<Account> user(String nameOrUid);

  /** The number of a group's name, or of a number that some group has. */
  OptionalInt gid(String nameOrGid);
}
