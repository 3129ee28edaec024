package io.jsupervisor.daemon.os;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * What proc(5) says of an app server's master and its workers. Who is gone has no children and is
 * nobody's successor. Reads files: never on the core.
 */
public final class ProcTree {
  /** Of Gunicorn's file of heartbeats, until its worker has its application and beats. */
  private static final int MODE_BEFORE_BEAT = 0600;

  private static final long A_SECOND = 1_000;

  /** The children of a process. */
  public static Set<Integer> children(int pid) {
    Set<Integer> children = new HashSet<>();
    try (DirectoryStream<Path> threads =
        Files.newDirectoryStream(Path.of("/proc/" + pid + "/task"))) {
      for (Path thread : threads) {
        for (String child : Files.readString(thread.resolve("children")).split(" ", -1)) {
          if (!child.isBlank()) {
            children.add(Integer.valueOf(child.strip()));
          }
        }
      }
    } catch (IOException gone) {
      // As a whole or a thread of it.
    }
    return children;
  }

  /** The process group; empty when it is gone. */
  public static OptionalInt group(int pid) {
    String[] fields = stat(pid);
    return fields.length == 0 ? OptionalInt.empty() : OptionalInt.of(Integer.parseInt(fields[2]));
  }

  private static boolean isAlive(int pid) {
    String[] fields = stat(pid);
    return fields.length > 0 && !fields[0].equals("Z");
  }

  /** The fields of {@code stat} behind the command's name; none when it is gone. */
  private static String[] stat(int pid) {
    try {
      String stat =
          Files.readString(Path.of("/proc/" + pid + "/stat"), StandardCharsets.ISO_8859_1);
      return stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
    } catch (IOException gone) {
      return new String[0];
    }
  }

  /**
   * Whether a child of Gunicorn's master is a new master and not a worker: the old one gives it
   * GUNICORN_PID. Empty where its environment cannot be read (another user's, and no ptrace).
   */
  public static Optional<Boolean> isNewMaster(int pid, int old) {
    try {
      String environment =
          Files.readString(Path.of("/proc/" + pid + "/environ"), StandardCharsets.ISO_8859_1);
      return Optional.of(("\0" + environment).contains("\0GUNICORN_PID=" + old + "\0"));
    } catch (IOException unreadable) {
      return Optional.empty();
    }
  }

  /**
   * Whether a worker has loaded its application. Gunicorn's touches its file of heartbeats from
   * then on (mode or times, by its release), and closes it before it exits; of others, and of
   * another user's without ptrace, nobody can say, so they have.
   *
   * @param beating it is Gunicorn's
   */
  public static boolean hasBooted(int worker, boolean beating) {
    return heartbeat(worker, beating).orElseGet(() -> isAlive(worker));
  }

  /** Whether it is a worker of Gunicorn's, as far as can be seen. */
  public static boolean hasHeartbeat(int worker) {
    return heartbeat(worker, false).isPresent();
  }

  private static Optional<Boolean> heartbeat(int worker, boolean beating) {
    try (DirectoryStream<Path> open =
        Files.newDirectoryStream(Path.of("/proc/" + worker + "/fd"))) {
      for (Path descriptor : open) {
        Optional<Boolean> beats = beats(descriptor);
        if (beats.isPresent()) {
          return beats;
        }
      }
      return beating ? Optional.of(false) : Optional.empty();
    } catch (IOException | DirectoryIteratorException unreadable) {
      // Another user's, or gone.
      return Optional.empty();
    }
  }

  /** Empty where it is another file, or closed again: who imports modules opens many. */
  private static Optional<Boolean> beats(Path descriptor) {
    try {
      return Files.readSymbolicLink(descriptor).toString().contains("/wgunicorn-")
          ? Optional.of(beats(Files.readAttributes(descriptor, "unix:mode,ctime,lastModifiedTime")))
          : Optional.empty();
    } catch (IOException closed) {
      return Optional.empty();
    }
  }

  private static boolean beats(Map<String, Object> file) {
    FileTime changed = (FileTime) file.get("ctime");
    FileTime modified = (FileTime) file.get("lastModifiedTime");
    return ((Integer) file.get("mode") & 0777) != MODE_BEFORE_BEAT
        || Math.abs(changed.toMillis() - modified.toMillis()) > A_SECOND;
  }

  private ProcTree() {}
}
