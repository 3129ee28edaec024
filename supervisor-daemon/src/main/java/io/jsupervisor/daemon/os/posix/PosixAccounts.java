package io.jsupervisor.daemon.os.posix;

import io.jsupervisor.daemon.core.Account;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import jnr.posix.Group;
import jnr.posix.POSIX;
import jnr.posix.POSIXFactory;
import jnr.posix.Passwd;

/**
 * Look-ups by jnr-posix, so that every source of nsswitch.conf(5) counts. Loading it costs some 150
 * ms of CPU: make one only where a configuration names a user or a group. One thread at a time
 * (getgrent(3) has one place in the list).
 */
public final class PosixAccounts {
  private final POSIX posix = POSIXFactory.getNativePOSIX();

  /** The user of a login name or, as the classic tool takes it, of a number. */
  public synchronized Optional<Account> user(String nameOrUid) {
    return number(nameOrUid)
        .map(uid -> Optional.ofNullable(posix.getpwuid(uid)))
        .orElseGet(() -> Optional.ofNullable(posix.getpwnam(nameOrUid)))
        .map(this::account);
  }

  private Account account(Passwd found) {
    // Copied before the next look-up, which reuses the memory behind it.
    String name = found.getLoginName();
    int uid = Math.toIntExact(found.getUID());
    int gid = Math.toIntExact(found.getGID());
    return new Account(name, uid, gid, groups(name, gid));
  }

  private List<Integer> groups(String name, int primary) {
    Set<Integer> listing = new TreeSet<>();
    posix.setgrent();
    for (Group group; (group = posix.getgrent()) != null; ) {
      if (List.of(group.getMembers()).contains(name)) {
        listing.add(Math.toIntExact(group.getGID()));
      }
    }
    posix.endgrent();
    listing.remove(primary);
    List<Integer> all = new ArrayList<>(List.of(primary));
    all.addAll(listing);
    return all;
  }

  /** The number of a group's name, or of a number that some group has. */
  public synchronized OptionalInt gid(String nameOrGid) {
    Group group = number(nameOrGid).map(posix::getgrgid).orElseGet(() -> posix.getgrnam(nameOrGid));
    return group == null ? OptionalInt.empty() : OptionalInt.of(Math.toIntExact(group.getGID()));
  }

  private static Optional<Integer> number(String text) {
    try {
      return Optional.of(Integer.parseInt(text));
    } catch (NumberFormatException name) {
      return Optional.empty();
    }
  }
}
