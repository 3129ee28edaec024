package io.jsupervisor.daemon.os.posix;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jsupervisor.daemon.core.Account;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/** Users and groups that every Linux has. */
final class PosixAccountsTest {
  private final PosixAccounts accounts = new PosixAccounts();

  @Test
  void root_lookedUp_hasItsPrimaryGroupFirst() {
    Account root = accounts.user("root").orElseThrow();
    assertEquals("root", root.name());
    assertEquals(0, root.uid());
    assertEquals(0, root.groups().getFirst());
    assertEquals(root.groups().stream().distinct().toList(), root.groups());
  }

  @Test
  void number_lookedUp_isTheSameUser() {
    assertEquals(accounts.user("root"), accounts.user("0"));
  }

  @Test
  void unknown_lookedUp_isEmpty() {
    assertEquals(Optional.empty(), accounts.user("no such user"));
    assertEquals(OptionalInt.empty(), accounts.gid("no such group"));
  }

  @Test
  void group_lookedUp_hasItsNumber() {
    assertEquals(OptionalInt.of(0), accounts.gid("root"));
    assertTrue(accounts.gid("0").isPresent());
  }
}
