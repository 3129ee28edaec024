package io.jsupervisor.daemon.main;

import io.jsupervisor.daemon.log.DaemonLog;
import io.jsupervisor.daemon.os.posix.NotifySocket;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.UserPrincipal;
import java.util.HashSet;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The folders of notify sockets that daemons left which were killed. Removed is only what is a
 * folder of our own user, named after a process that is gone, with a socket that nobody reads: a
 * daemon in another pid namespace may share the temporary directory. Everything is looked at and
 * deleted relative to opened directories and without following links, so that nobody can put
 * another file in the place of one that was looked at.
 */
final class StaleFolders {
  static final String PREFIX = "jsupervisord-notify-";
  static final String SOCKET = "socket";
  private static final Pattern NAME = Pattern.compile(PREFIX + "([0-9]{1,18})-[0-9]+");

  private final Path temporary;
  private final UserPrincipal we;
  private final DaemonLog log;

  /**
   * @param temporary where the folders are
   * @param ours a file or folder of our own user
   */
  StaleFolders(Path temporary, Path ours, DaemonLog log) throws IOException {
    this.temporary = temporary;
    this.we = Files.getOwner(ours, LinkOption.NOFOLLOW_LINKS);
    this.log = log;
  }

  /** Removes them; one that cannot be removed stays, and that is no fault. */
  void clean() {
    try (DirectoryStream<Path> all = Files.newDirectoryStream(temporary)) {
      if (all instanceof SecureDirectoryStream<Path> opened) {
        for (Path each : opened) {
          cleanOne(opened, each.getFileName());
        }
      }
    } catch (IOException | DirectoryIteratorException unreadable) {
      log.debug("cannot look for stale folders in " + temporary + ": " + unreadable.getMessage());
    }
  }

  private void cleanOne(SecureDirectoryStream<Path> all, Path name) {
    Matcher named = NAME.matcher(name.toString());
    if (!named.matches() || ProcessHandle.of(Long.parseLong(named.group(1))).isPresent()) {
      return;
    }
    try {
      PosixFileAttributes folder =
          all.getFileAttributeView(name, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
              .readAttributes();
      if (!folder.isDirectory()
          || !folder.owner().equals(we)
          || NotifySocket.isRead(temporary.resolve(name).resolve(SOCKET))) {
        return;
      }
      try (SecureDirectoryStream<Path> inside =
          all.newDirectoryStream(name, LinkOption.NOFOLLOW_LINKS)) {
        Set<String> files = new HashSet<>();
        inside.forEach(each -> files.add(each.getFileName().toString()));
        if (files.equals(Set.of(SOCKET))) {
          inside.deleteFile(Path.of(SOCKET));
        } else if (!files.isEmpty()) {
          return;
        }
      }
      all.deleteDirectory(name);
      log.info("removed " + temporary.resolve(name) + ", which a daemon that was killed had left");
    } catch (IOException stays) {
      log.debug("cannot remove " + temporary.resolve(name) + ": " + stays.getMessage());
    }
  }
}
