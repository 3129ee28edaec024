package io.jsupervisor.daemon.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jsupervisor.daemon.core.Account;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EtcAccountsTest {
  @Test
  void users_have_their_groups_the_primary_first(@TempDir Path etc) throws Exception {
    Path passwd = etc.resolve("passwd");
    Path group = etc.resolve("group");
    Files.writeString(
        passwd, "# odd\nroot:x:0:0::/root:/bin/sh\nann:x:7:70::/home/ann:/bin/sh\nbad:x:y\n");
    Files.writeString(group, "root:x:0:\nann:x:70:ann\nweb:x:33:bob,ann\nops:x:5:ann\n");
    EtcAccounts accounts = EtcAccounts.read(passwd, group);
    var ann = new Account("ann", 7, 70, List.of(70, 33, 5));
    assertEquals(Optional.of(ann), accounts.byName("ann"));
    assertEquals(Optional.of(ann), accounts.byUid(7));
    assertEquals(Optional.empty(), accounts.byName("bad"));
    assertEquals(OptionalInt.of(33), accounts.gid("web"));
    assertTrue(accounts.hasGid(5));
    assertFalse(accounts.hasGid(6));
    assertEquals(Optional.of("/home/ann"), accounts.home("7"));
  }

  @Test
  void this_process_runs_as_somebody() {
    EtcAccounts accounts = EtcAccounts.read();
    assertTrue(accounts.currentUid() >= 0);
    assertEquals(0, accounts.byName("root").orElseThrow().uid());
  }
}
