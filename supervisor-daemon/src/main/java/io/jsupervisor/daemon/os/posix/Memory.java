package io.jsupervisor.daemon.os.posix;

import static io.jsupervisor.daemon.os.posix.Native.LIBC;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The daemon's own memory. */
public final class Memory {
  private static final Path STATM = Path.of("/proc/self/statm");

  /** Of the two machines there are builds for, in their usual kernels. */
  private static final long PAGE_BYTES = 4096;

  private Memory() {}

  /**
   * Gives back what a start needed for a moment: a full collection and malloc_trim(3). Everything
   * stands still for it, some hundredths of a second; so once, and not while much happens.
   */
  public static void giveBack() {
    System.gc();
    try {
      LIBC.malloc_trim(0);
    } catch (LinkageError notGlibc) {
      // There is nothing to trim then.
    }
  }

  /** What the daemon has of the machine's memory now (statm in proc(5)); 0 where nobody says. */
  public static long residentBytes() {
    try {
      return Long.parseLong(Files.readString(STATM).split(" ", -1)[1]) * PAGE_BYTES;
    } catch (IOException noProc) {
      return 0;
    }
  }
}
