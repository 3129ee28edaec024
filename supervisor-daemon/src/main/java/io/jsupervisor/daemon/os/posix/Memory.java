package io.jsupervisor.daemon.os.posix;

import static io.jsupervisor.daemon.os.posix.Native.LIBC;

/** The daemon's own memory. */
public final class Memory {
  private Memory() {}

  /**
   * Gives back what a start needed for a moment: a full collection, then malloc_trim(3). Everything
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
}
