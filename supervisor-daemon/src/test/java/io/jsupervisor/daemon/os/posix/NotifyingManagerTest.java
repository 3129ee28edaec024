package io.jsupervisor.daemon.os.posix;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jsupervisor.daemon.os.Notifications;
import io.jsupervisor.daemon.os.ServiceManager;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What systemd would get, by a real socket; and what children do not get. */
class NotifyingManagerTest {
  private static final long PID = ProcessHandle.current().pid();

  @TempDir Path dir;

  private ServiceManager manager(Map<String, String> environment) {
    return NotifyingManager.of(environment, PID);
  }

  @Test
  void state_arrives_fromOurPid() throws IOException {
    Path socket = dir.resolve("notify");
    try (NotifySocket receiver = NotifySocket.bind(socket)) {
      assertTrue(manager(Map.of("NOTIFY_SOCKET", socket.toString())).tell("READY=1\nSTATUS=x"));
      assertEquals(
          Optional.of(new Notifications.Datagram((int) PID, "READY=1\nSTATUS=x")),
          receiver.receive());
    }
  }

  @Test
  void receiverDoesNotRead_isNotWaitedFor() throws IOException {
    Path socket = dir.resolve("notify");
    try (NotifySocket receiver = NotifySocket.bind(socket)) {
      ServiceManager manager = manager(Map.of("NOTIFY_SOCKET", socket.toString()));
      int sent = 0;
      while (sent < 100_000 && manager.tell("x".repeat(1000))) {
        sent++;
      }
      assertTrue(sent < 100_000);
      assertTrue(receiver.receive().isPresent());
      assertTrue(manager.tell("again"));
    }
  }

  @Test
  void socketOfTheAbstractKind_orOneThatIsGone_isNoFault() {
    assertTrue(manager(Map.of("NOTIFY_SOCKET", "@nobody-" + PID)).tell("READY=1"));
    assertTrue(manager(Map.of("NOTIFY_SOCKET", dir + "/gone")).tell("READY=1"));
    assertEquals(ServiceManager.NONE, manager(Map.of("NOTIFY_SOCKET", "vsock:2:1")));
    assertEquals(ServiceManager.NONE, manager(Map.of()));
  }

  @Test
  void watchdog_isOursAlone() {
    Map<String, String> ours =
        Map.of("NOTIFY_SOCKET", "/x", "WATCHDOG_USEC", "3000000", "WATCHDOG_PID", "" + PID);
    assertEquals(3_000_000_000L, manager(ours).watchdogNanos());
    assertEquals(
        0,
        manager(Map.of("NOTIFY_SOCKET", "/x", "WATCHDOG_USEC", "3000000", "WATCHDOG_PID", "1"))
            .watchdogNanos());
    assertEquals(0, manager(Map.of("NOTIFY_SOCKET", "/x")).watchdogNanos());
    assertEquals(
        0, manager(Map.of("NOTIFY_SOCKET", "/x", "WATCHDOG_USEC", "soon")).watchdogNanos());
  }

  /** Needs root to make the protection; the story of the package sees it under systemd, too. */
  @Test
  void daemonIsSparedByTheOomKiller_itsChildrenAreNot() throws IOException {
    Path own = Path.of("/proc/self/oom_score_adj");
    String before = Files.readString(own);
    try {
      Files.writeString(own, "-900");
    } catch (IOException notRoot) {
      org.junit.jupiter.api.Assumptions.abort("only root may protect itself");
    }
    try (PosixRig rig = new PosixRig()) {
      // One that forks at once has children that are not spared either.
      assertEquals(
          "0\n0\n",
          rig.run(
                  PosixRig.sh(
                      "(cat /proc/self/oom_score_adj); read a </proc/self/oom_score_adj; echo $a"))
              .stdout());
      assertEquals("-900", Files.readString(own).strip());
    } finally {
      Files.writeString(own, before);
    }
  }
}
