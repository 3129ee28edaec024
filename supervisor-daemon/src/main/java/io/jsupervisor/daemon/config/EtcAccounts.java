package io.jsupervisor.daemon.config;

import io.jsupervisor.daemon.core.Account;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * Users and groups from {@code passwd} and {@code group}, read once (passwd(5), group(5)). Users of
 * a directory service are not seen.
 */
public final class EtcAccounts implements Accounts {
  private final Map<String, Account> byName = new HashMap<>();
  private final Map<Integer, Account> byUid = new HashMap<>();
  private final Map<String, String> homes = new HashMap<>();
  private final Map<String, Integer> gids = new HashMap<>();

  private EtcAccounts(List<String> passwd, List<String> group) {
    Map<String, Set<Integer>> extra = new HashMap<>();
    for (String line : group) {
      String[] fields = line.split(":", -1);
      OptionalInt gid = fields.length < 4 ? OptionalInt.empty() : number(fields[2]);
      if (gid.isPresent()) {
        gids.putIfAbsent(fields[0], gid.getAsInt());
        for (String member : fields[3].split(",", -1)) {
          extra.computeIfAbsent(member, m -> new LinkedHashSet<>()).add(gid.getAsInt());
        }
      }
    }
    for (String line : passwd) {
      String[] fields = line.split(":", -1);
      if (fields.length >= 6 && number(fields[2]).isPresent() && number(fields[3]).isPresent()) {
        int gid = number(fields[3]).getAsInt();
        Set<Integer> groups = new LinkedHashSet<>(List.of(gid));
        groups.addAll(extra.getOrDefault(fields[0], Set.of()));
        var account =
            new Account(fields[0], number(fields[2]).getAsInt(), gid, new ArrayList<>(groups));
        byName.putIfAbsent(account.name(), account);
        byUid.putIfAbsent(account.uid(), account);
        homes.putIfAbsent(account.name(), fields[5]);
      }
    }
  }

  /** The accounts of this machine. */
  public static EtcAccounts read() {
    return read(Path.of("/etc/passwd"), Path.of("/etc/group"));
  }

  /** The accounts of two files; a file that cannot be read is empty. */
  public static EtcAccounts read(Path passwd, Path group) {
    return new EtcAccounts(lines(passwd), lines(group));
  }

  private static List<String> lines(Path file) {
    try {
      return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1).lines().toList();
    } catch (IOException absent) {
      return List.of();
    }
  }

  private static OptionalInt number(String text) {
    try {
      return OptionalInt.of(Integer.parseUnsignedInt(text));
    } catch (NumberFormatException notOne) {
      return OptionalInt.empty();
    }
  }

  @Override
  public Optional<Account> byName(String user) {
    return Optional.ofNullable(byName.get(user));
  }

  @Override
  public Optional<Account> byUid(int uid) {
    return Optional.ofNullable(byUid.get(uid));
  }

  @Override
  public OptionalInt gid(String group) {
    Integer gid = gids.get(group);
    return gid == null ? OptionalInt.empty() : OptionalInt.of(gid);
  }

  @Override
  public boolean hasGid(int gid) {
    return gids.containsValue(gid);
  }

  @Override
  public Optional<String> home(String user) {
    Account account = byName.get(user);
    if (account == null) {
      OptionalInt uid = number(user);
      account = uid.isPresent() ? byUid.get(uid.getAsInt()) : null;
    }
    return account == null ? Optional.empty() : Optional.ofNullable(homes.get(account.name()));
  }

  @Override
  public int currentUid() {
    try {
      return (Integer) Files.getAttribute(Path.of("/proc/self"), "unix:uid");
    } catch (IOException noProc) {
      throw new UncheckedIOException(
          "cannot read who this process runs as: /proc is not mounted", noProc);
    }
  }
}
