package io.jsupervisor.daemon.main;

import io.jsupervisor.daemon.config.Accounts;
import io.jsupervisor.daemon.config.EtcAccounts;
import io.jsupervisor.daemon.core.Account;
import io.jsupervisor.daemon.os.posix.PosixAccounts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The accounts of this machine: from the files of /etc, read anew when they have changed, and for
 * whom they do not know from the C library, which asks LDAP and the like. The library's part costs
 * some 150 ms to load, so a machine whose users are in the files never does.
 */
final class MachineAccounts implements Accounts {
  private static final List<Path> FILES = List.of(Path.of("/etc/passwd"), Path.of("/etc/group"));

  private EtcAccounts files;
  private List<FileTime> readAt = List.of();
  private PosixAccounts library;

  private synchronized EtcAccounts files() {
    List<FileTime> changed = changed();
    if (files == null || !changed.equals(readAt)) {
      files = EtcAccounts.read();
      readAt = changed;
    }
    return files;
  }

  private static List<FileTime> changed() {
    List<FileTime> times = new ArrayList<>();
    for (Path file : FILES) {
      try {
        times.add(Files.getLastModifiedTime(file));
      } catch (IOException absent) {
        times.add(FileTime.fromMillis(0));
      }
    }
    return times;
  }

  private synchronized PosixAccounts library() {
    if (library == null) {
      library = new PosixAccounts();
    }
    return library;
  }

  @Override
  public Optional<Account> byName(String user) {
    return files().byName(user).or(() -> library().user(user));
  }

  @Override
  public Optional<Account> byUid(int uid) {
    return files().byUid(uid).or(() -> library().user(Integer.toString(uid)));
  }

  @Override
  public OptionalInt gid(String group) {
    OptionalInt gid = files().gid(group);
    return gid.isPresent() ? gid : library().gid(group);
  }

  @Override
  public boolean hasGid(int gid) {
    return files().hasGid(gid) || library().gid(Integer.toString(gid)).isPresent();
  }

  @Override
  public Optional<String> home(String user) {
    return files().home(user);
  }

  @Override
  public int currentUid() {
    return files().currentUid();
  }
}
