package io.jsupervisor.daemon.os.posix;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jsupervisor.daemon.os.LaunchPlan;
import io.jsupervisor.daemon.os.Notifications.Datagram;
import io.jsupervisor.daemon.os.Processes.SpawnResult.Spawned;
import io.jsupervisor.daemon.probe.Notification;
import io.jsupervisor.daemon.probe.NotifyReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Messages of real children, in python, to a real socket. */
class NotifySocketTest {
  private static final String SEND =
      """
      import array, os, socket, sys, time
      s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
      s.connect(sys.argv[1])
      """;

  @TempDir Path folder;

  private LaunchPlan python(String script) {
    return PosixRig.plan("/usr/bin/python3", "-c", SEND + script, folder + "/notify");
  }

  @Test
  void child_sends_isHeardWithItsPid() throws Exception {
    try (PosixRig rig = new PosixRig();
        NotifySocket socket = NotifySocket.bind(folder.resolve("notify"))) {
      Spawned child = rig.spawn(python("s.send(b'READY=1\\nSTATUS=here I am')"));
      assertEquals(
          Optional.of(new Datagram(child.pid().value(), "READY=1\nSTATUS=here I am")),
          socket.receive());
    }
  }

  @Test
  void descriptors_thatComeAlong_areClosed() throws Exception {
    try (PosixRig rig = new PosixRig();
        NotifySocket socket = NotifySocket.bind(folder.resolve("notify"))) {
      // The far end of a pipe whose near end was sent here reads its end when we have closed it.
      Spawned child =
          rig.spawn(
              python(
                  """
                  r, w = os.pipe()
                  rights = (socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array('i', [w]))
                  s.sendmsg([b'BARRIER=1'], [rights])
                  os.close(w)
                  os.read(r, 1)
                  s.send(b'READY=1')
                  """));
      assertEquals(child.pid().value(), socket.receive().orElseThrow().pid());
      assertEquals("READY=1", socket.receive().orElseThrow().text());
    }
  }

  @Test
  void grandchild_sends_isKnownByItsAncestorsAndGroup() throws Exception {
    BlockingQueue<Notification> heard = new LinkedBlockingQueue<>();
    try (PosixRig rig = new PosixRig();
        NotifyReader reader =
            NotifyReader.start(NotifySocket.bind(folder.resolve("notify")), heard::add)) {
      Spawned child =
          rig.spawn(
              python(
                  """
                  if os.fork() == 0:
                      s.send(b'STATUS=reloading\\nRELOADING=1')
                  time.sleep(1000)
                  """));
      Notification first = heard.poll(20, TimeUnit.SECONDS);
      assertTrue(first.senders().contains(child.pid().value()), first.toString());
      assertEquals(Optional.of(false), first.ready());
      assertEquals(Optional.of("reloading"), first.status());
      assertTrue(reader != null);
    }
  }

  @Test
  void childOfAnotherUser_maySend() throws Exception {
    Assumptions.assumeTrue("root".equals(System.getProperty("user.name")), "needs root");
    Path open = Files.createTempDirectory("notify-test-");
    Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwx--x--x"));
    try (PosixRig rig = new PosixRig();
        NotifySocket socket = NotifySocket.bind(open.resolve("notify"))) {
      Spawned child =
          rig.spawn(
              PosixRig.plan(
                  "/usr/bin/setpriv",
                  "--reuid=65534",
                  "--regid=65534",
                  "--clear-groups",
                  "--",
                  "/usr/bin/python3",
                  "-c",
                  SEND + "s.send(b'READY=1')",
                  open + "/notify"));
      assertEquals(Optional.of(new Datagram(child.pid().value(), "READY=1")), socket.receive());
    } finally {
      Files.deleteIfExists(open.resolve("notify"));
      Files.delete(open);
    }
  }

  @Test
  void closed_whileSomebodyWaits_ends() throws Exception {
    NotifyReader reader =
        NotifyReader.start(NotifySocket.bind(folder.resolve("notify")), heard -> {});
    reader.close(); // waits for the thread
  }

  @Test
  void unusablePath_isOneClearError() {
    IOException refused =
        assertThrows(
            IOException.class, () -> NotifySocket.bind(folder.resolve("absent").resolve("notify")));
    assertTrue(
        refused.getMessage().endsWith("/absent/notify: No such file or directory (ENOENT)"),
        refused.getMessage());
  }
}
