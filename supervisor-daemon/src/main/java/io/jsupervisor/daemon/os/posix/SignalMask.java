package io.jsupervisor.daemon.os.posix;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Which signals the threads of this process have blocked, from proc(5). Bit n-1 is signal n. */
final class SignalMask {
  /**
   * A process signal reaches a signalfd only while no thread is ready to take it, so it is the
   * threads' common part that counts: without {@code -Xrs} HotSpot unblocks some in each of its
   * threads, whatever mask it was started with. 0 where proc is not mounted.
   */
  static long blockedInEveryThread() {
    long common = -1;
    try (DirectoryStream<Path> threads = Files.newDirectoryStream(Path.of("/proc/self/task"))) {
      for (Path thread : threads) {
        common &= blocked(thread.resolve("status"));
      }
      return common;
    } catch (IOException noProc) {
      return 0;
    }
  }

  private static long blocked(Path status) throws IOException {
    try {
      for (String line : Files.readAllLines(status)) {
        if (line.startsWith("SigBlk:")) {
          return Long.parseUnsignedLong(line.substring("SigBlk:".length()).strip(), 16);
        }
      }
      return 0;
    } catch (NoSuchFileException ended) {
      return -1;
    }
  }

  private SignalMask() {}
}
