package io.jsupervisor.daemon.os.posix;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class PlatformTest {
  @Test
  void thisMachine_willDo() {
    assertEquals(Optional.empty(), Platform.refusal());
  }

  @Test
  void othersGetOneLineThatNamesThem() {
    assertRefused("Windows 11 on amd64", Platform.refusal("Windows 11", "amd64", Optional.empty()));
    assertRefused("Linux on riscv64", Platform.refusal("Linux", "riscv64", Optional.of("2.40")));
    assertRefused("glibc 2.31", Platform.refusal("Linux", "amd64", Optional.of("2.31")));
    assertRefused("without a usable", Platform.refusal("Linux", "aarch64", Optional.empty()));
  }

  @Test
  void newerGlibc_willDo() {
    assertEquals(Optional.empty(), Platform.refusal("Linux", "aarch64", Optional.of("2.34")));
    assertEquals(Optional.empty(), Platform.refusal("Linux", "amd64", Optional.of("3.0")));
  }

  private static void assertRefused(String named, Optional<String> refusal) {
    String line = refusal.orElseThrow();
    assertTrue(line.contains(named), line);
    assertEquals(1, line.lines().count());
  }
}
