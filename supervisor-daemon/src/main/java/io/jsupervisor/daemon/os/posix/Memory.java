package io.jsupervisor.daemon.os.posix;

import static io.jsupervisor.daemon.os.posix.Native.LIBC;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** The daemon's own memory. */
public final class Memory {
  private static final Path MAPS = Path.of("/proc/self/maps");
  private static final Path STATM = Path.of("/proc/self/statm");

  /** Of the two machines there are builds for, in their usual kernels. */
  private static final long PAGE_BYTES = 4096;

  private Memory() {}

  /**
   * Gives back what a start needed for a moment: a full collection, malloc_trim(3), and the pages
   * of the AOT cache. Everything stands still for it, some hundredths of a second; so once, and not
   * while much happens.
   */
  public static void giveBack() {
    System.gc();
    try {
      LIBC.malloc_trim(0);
      dropPages(".aot");
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

  /**
   * Takes the pages of files that are mapped to be read only out of our memory (MADV_DONTNEED in
   * madvise(2)). They stay in the page cache, and who is read again comes back by himself: a start
   * reads nearly all of a cache of classes, what follows a small part of it.
   *
   * @param suffix of the files' names
   */
  static void dropPages(String suffix) {
    Pattern mapping =
        Pattern.compile(
            "^([0-9a-f]+)-([0-9a-f]+) r--[ps] .*/[^/\n]*" + Pattern.quote(suffix) + "$",
            Pattern.MULTILINE);
    String maps;
    try {
      maps = Files.readString(MAPS, StandardCharsets.ISO_8859_1);
    } catch (IOException noProc) {
      return;
    }
    for (MatchResult found : mapping.matcher(maps).results().toList()) {
      long begin = Long.parseUnsignedLong(found.group(1), 16);
      long end = Long.parseUnsignedLong(found.group(2), 16);
      int ignored = LIBC.madvise(begin, end - begin, Linux.MADV_DONTNEED);
    }
  }
}
