package io.jsupervisor.daemon.os.posix;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Which signals the threads of this process have blocked, from proc(5). Bit n-1 is signal n. */
final class SignalMask {
  private static final Path THREADS = Path.of("/proc/self/task");
  private static final String BLOCKED = "SigBlk:";

  /** What proc(5) says of one thread. */
  interface Status {
    /** The lines of its status; empty when it has ended. */
    Optional<List<String>> lines() throws IOException;
  }

  /**
   * A process signal reaches a signalfd only while no thread is ready to take it, so it is the
   * threads' common part that counts: without {@code -Xrs} HotSpot unblocks some in each of its
   * threads, whatever mask it was started with. 0 where proc is not mounted.
   */
  static long blockedInEveryThread() {
    List<Status> all = new ArrayList<>();
    try (DirectoryStream<Path> threads = Files.newDirectoryStream(THREADS)) {
      for (Path thread : threads) {
        all.add(() -> lines(thread, "status"));
      }
      return blockedInEvery(all);
    } catch (IOException noProc) {
      return 0;
    }
  }

  /**
   * The common part. Of a thread that is just ending the kernel may say that it blocks nothing, so
   * one that seems to leave something open is looked at again: by then it is gone.
   */
  static long blockedInEvery(List<Status> threads) throws IOException {
    long common = -1;
    for (Status thread : threads) {
      if ((common & blocked(thread)) != common) {
        common &= blocked(thread);
      }
    }
    return common;
  }

  /**
   * Whether the JVM runs the thread that calls handlers of {@code sun.misc.Signal}: under {@code
   * -Xrs} handlers can be set, but nobody ever calls them.
   */
  static boolean jvmDispatches() {
    try (DirectoryStream<Path> threads = Files.newDirectoryStream(THREADS)) {
      for (Path thread : threads) {
        if (lines(thread, "comm").filter(name -> isDispatcher(name)).isPresent()) {
          return true;
        }
      }
      return false;
    } catch (IOException noProc) {
      return true;
    }
  }

  private static boolean isDispatcher(List<String> comm) {
    return !comm.isEmpty() && comm.getFirst().startsWith("Signal Dispatch");
  }

  /** Empty when the thread has ended: the file is gone, or reading it is refused with ESRCH. */
  private static Optional<List<String>> lines(Path thread, String file) throws IOException {
    try {
      return Optional.of(Files.readAllLines(thread.resolve(file)));
    } catch (IOException refused) {
      if (Files.exists(thread)) {
        throw refused;
      }
      return Optional.empty();
    }
  }

  private static long blocked(Status thread) throws IOException {
    Optional<List<String>> status = thread.lines();
    if (status.isEmpty()) {
      return -1;
    }
    for (String line : status.get()) {
      if (line.startsWith(BLOCKED)) {
        return Long.parseUnsignedLong(line.substring(BLOCKED.length()).strip(), 16);
      }
    }
    return 0;
  }

  private SignalMask() {}
}
