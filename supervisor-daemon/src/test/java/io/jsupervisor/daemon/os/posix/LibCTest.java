package io.jsupervisor.daemon.os.posix;

import static io.jsupervisor.daemon.os.posix.Native.LIBC;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.jsupervisor.daemon.os.Errno;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The sizes and numbers that we take for granted of glibc and Linux. */
final class LibCTest {
  private static final byte CANARY = 0x5a;
  private static final int SLACK = 512;

  private static NativeMemory canaries() {
    NativeMemory memory = NativeMemory.allocate(1024);
    memory.fill(CANARY);
    return memory;
  }

  private static void assertUntouchedFrom(NativeMemory memory, int from) {
    for (int i = from; i < from + SLACK; i++) {
      assertEquals(CANARY, memory.getByte(i), "byte " + i + " was written");
    }
  }

  @Test
  void spawnAttributes_initialized_stayWithin336Bytes() {
    NativeMemory memory = canaries();
    LIBC.posix_spawnattr_init(memory);
    assertEquals(336, Linux.SIZEOF_POSIX_SPAWNATTR);
    assertUntouchedFrom(memory, 336);
    // glibc clears all of it, so the byte before must have changed: neither more nor less.
    assertEquals(0, memory.getByte(335));
  }

  @Test
  void fileActions_initialized_stayWithin80Bytes() {
    NativeMemory memory = canaries();
    LIBC.posix_spawn_file_actions_init(memory);
    assertEquals(80, Linux.SIZEOF_FILE_ACTIONS);
    assertUntouchedFrom(memory, 80);
  }

  @Test
  void signalSet_emptied_staysWithin128Bytes() {
    NativeMemory memory = canaries();
    LIBC.sigemptyset(memory);
    assertEquals(128, Linux.SIZEOF_SIGSET);
    assertUntouchedFrom(memory, 128);
  }

  /** Two ready descriptors: only the right stride gives back both tokens. */
  @Test
  void epollEvents_twoReady_bothTokensAreRead() {
    assertEquals(System.getProperty("os.arch").equals("amd64") ? 12 : 16, Linux.SIZEOF_EPOLL_EVENT);
    try (Epoll epoll = new Epoll();
        WakeUp one = new WakeUp();
        WakeUp two = new WakeUp()) {
      long high = 0x7edc_ba98_7654_3210L;
      epoll.add(one.fd(), Linux.EPOLLIN, high);
      epoll.add(two.fd(), Linux.EPOLLIN, 42);
      one.ring();
      two.ring();
      assertEquals(2, epoll.await(-1));
      assertEquals(high + 42, epoll.token(0) + epoll.token(1));
    }
  }

  @Test
  void wakeUp_rungTwiceThenCleared_ringsOnceMore() {
    try (Epoll epoll = new Epoll();
        WakeUp bell = new WakeUp()) {
      epoll.add(bell.fd(), Linux.EPOLLIN, 7);
      bell.ring();
      bell.ring();
      assertEquals(1, epoll.await(0));
      bell.clear();
      assertEquals(0, epoll.await(0));
      bell.ring();
      assertEquals(1, epoll.await(0));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "-1,-1",
    "0,0",
    "1,1",
    "999999,1",
    "1000000,1",
    "1000001,2",
    "9223372036854775807,2147483647"
  })
  void nanos_roundedUpToMillis(long nanos, int millis) {
    assertEquals(millis, Epoll.millis(nanos));
  }

  @Test
  void failedCall_errno_isThatOfTheThread() {
    assertEquals(-1, LIBC.close(1_000_000));
    assertEquals(Errno.EBADF, Native.errno());
  }

  @Test
  void limits_read_matchTheKernelsTable() throws Exception {
    String line =
        java.nio.file.Files.readAllLines(java.nio.file.Path.of("/proc/self/limits")).stream()
            .filter(text -> text.startsWith("Max open files"))
            .findFirst()
            .orElseThrow();
    Limits.Limit limit = Limits.get(Limits.Resource.DESCRIPTORS);
    assertEquals(
        limit.soft() + " " + limit.hard(),
        line.substring("Max open files".length())
            .strip()
            .replaceAll(" +files", "")
            .replaceAll(" +", " "));
    assertEquals(
        new Limits.Outcome.Enough(), Limits.atLeast(Limits.Resource.DESCRIPTORS, limit.soft()));
  }
}
