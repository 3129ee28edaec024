package io.jsupervisor.daemon.main;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.jsupervisor.daemon.log.DaemonLog;
import io.jsupervisor.daemon.os.posix.NotifySocket;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What killed daemons leave of their notify sockets, and who must not be taken for one. */
class StaleFoldersTest {
  /** Above what the kernel gives (pid_max is 4,194,304 at most). */
  private static final String DEAD = StaleFolders.PREFIX + "4999999-";

  private static final DaemonLog SILENT =
      new DaemonLog() {
        @Override
        public void log(Level level, String message) {}

        @Override
        public boolean isEnabled(Level level) {
          return false;
        }
      };

  @TempDir Path whole;
  private Path temporary;

  @BeforeEach
  void makeFolder() throws IOException {
    temporary = Files.createDirectory(whole.resolve("t"));
  }

  private Path folder(String name) throws IOException {
    return Files.createDirectory(temporary.resolve(name));
  }

  /** Leaves the file of a socket that nobody reads. */
  private static Path leaveSocket(Path folder) throws IOException {
    Path path = folder.resolve(StaleFolders.SOCKET);
    end(NotifySocket.bind(path));
    return path;
  }

  private static void end(NotifySocket socket) {
    socket.close();
    assertTrue(socket.receive().isEmpty());
  }

  private void clean() throws IOException {
    new StaleFolders(temporary, temporary, SILENT).clean();
  }

  @Test
  void daemonWasKilled_itsFolderGoesAtTheNextStart() throws IOException {
    Path stale = folder(DEAD + "1");
    leaveSocket(stale);
    clean();
    assertFalse(Files.exists(stale));
  }

  @Test
  void daemonLives_orItsSocketIsRead_orSomethingElseIsThere_folderStays() throws IOException {
    Path living = folder(StaleFolders.PREFIX + ProcessHandle.current().pid() + "-1");
    leaveSocket(living);
    Path otherFiles = folder(DEAD + "2");
    leaveSocket(otherFiles);
    Files.writeString(otherFiles.resolve("letter"), "dear");
    Path otherName = folder("jsupervisord-notify-me");
    Path read = folder(DEAD + "3");
    NotifySocket socket = NotifySocket.bind(read.resolve(StaleFolders.SOCKET));
    clean();
    end(socket);
    try (Stream<Path> left = Files.list(temporary)) {
      assertEquals(4, left.count());
    }
    assertTrue(Files.exists(otherFiles.resolve(StaleFolders.SOCKET)));
    assertTrue(Files.exists(otherName));
  }

  @Test
  void linkOfThatName_isNotFollowed() throws IOException {
    Path elsewhere = Files.createDirectory(whole.resolve("elsewhere"));
    Path target = leaveSocket(elsewhere);
    Path link = Files.createSymbolicLink(temporary.resolve(DEAD + "4"), elsewhere);
    clean();
    assertTrue(Files.exists(target));
    assertTrue(Files.isSymbolicLink(link));
  }

  @Test
  void folderOfAnotherUser_stays() throws IOException {
    assumeTrue(
        Files.getAttribute(temporary, "unix:uid").equals(0), "only root can give folders away");
    Path foreign = folder(DEAD + "5");
    leaveSocket(foreign);
    Files.setAttribute(foreign, "unix:uid", 65_534);
    clean();
    assertTrue(Files.exists(foreign));
  }
}
