package io.jsupervisor.daemon.api;

import io.jsupervisor.daemon.os.Clock;
import java.io.FileInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Processor time and memory of processes, from {@code /proc/<pid>/stat} (proc(5)): one small read
 * for each, when somebody asks, at most once a second.
 */
final class ProcessUsage {
  private static final long FRESH_NANOS = 1_000_000_000L;

  /** Samples of ended processes that may stay until they are swept out. */
  private static final int MOST_FORGOTTEN = 4_096;

  private static final int AT_PAGESZ = 6;
  private static final int AT_CLKTCK = 17;
  private static final long PAGE_BYTES = auxiliary(AT_PAGESZ, 4096);
  private static final long TICKS_A_SECOND = auxiliary(AT_CLKTCK, 100);

  private final Clock clock;
  private final Map<Integer, Sample> samples = new HashMap<>();

  /**
   * @param cpu percent of one core since the sample before; since the start for the first
   * @param rss resident bytes
   */
  record Usage(double cpu, long rss) {}

  private record Sample(Usage usage, long cpuTicks, long startTicks, long taken) {}

  /** The fields of a stat line that matter; times in clock ticks. */
  record Stat(long cpuTicks, long startTicks, long rssPages) {
    /** The command's name may hold blanks and parentheses, so fields count from the last one. */
    static Stat parse(String line) {
      String[] fields = line.substring(line.lastIndexOf(')') + 2).split(" ", -1);
      return new Stat(
          Long.parseLong(fields[11]) + Long.parseLong(fields[12]),
          Long.parseLong(fields[19]),
          Long.parseLong(fields[21]));
    }
  }

  ProcessUsage(Clock clock) {
    this.clock = clock;
  }

  /** What these processes use; one that is gone is missing. */
  synchronized Map<Integer, Usage> of(Collection<Integer> pids) {
    long now = clock.ticks().nanos();
    double uptime = -1;
    byte[] buffer = new byte[1024];
    Map<Integer, Usage> answer = new HashMap<>();
    for (int pid : pids) {
      Sample sample = samples.get(pid);
      if (sample == null || now - sample.taken() >= FRESH_NANOS) {
        uptime = uptime < 0 ? uptime() : uptime;
        sample = read(pid, buffer, sample, now, uptime).orElse(null);
        if (sample == null) {
          samples.remove(pid);
          continue;
        }
        samples.put(pid, sample);
      }
      answer.put(pid, sample.usage());
    }
    if (samples.size() > 2 * pids.size() + MOST_FORGOTTEN) {
      samples.keySet().retainAll(pids);
    }
    return answer;
  }

  private static Optional<Sample> read(
      int pid, byte[] buffer, Sample before, long now, double uptime) {
    Stat stat;
    try (FileInputStream in = new FileInputStream("/proc/" + pid + "/stat")) {
      int length = in.read(buffer);
      stat = Stat.parse(new String(buffer, 0, Math.max(length, 0), StandardCharsets.ISO_8859_1));
    } catch (IOException | RuntimeException gone) {
      return Optional.empty();
    }
    double seconds;
    long ticks;
    if (before != null && before.startTicks() == stat.startTicks()) {
      seconds = (now - before.taken()) / 1e9;
      ticks = stat.cpuTicks() - before.cpuTicks();
    } else {
      seconds = uptime - (double) stat.startTicks() / TICKS_A_SECOND;
      ticks = stat.cpuTicks();
    }
    double percent = seconds <= 0 ? 0 : 100.0 * ticks / TICKS_A_SECOND / seconds;
    double rounded = Math.round(percent * 10) / 10.0;
    return Optional.of(
        new Sample(
            new Usage(rounded, stat.rssPages() * PAGE_BYTES),
            stat.cpuTicks(),
            stat.startTicks(),
            now));
  }

  private static double uptime() {
    try {
      return Double.parseDouble(Files.readString(Path.of("/proc/uptime")).split(" ", 2)[0]);
    } catch (IOException | NumberFormatException unknown) {
      return 0;
    }
  }

  /** A value that the kernel gave this process (getauxval(3)); 64-bit machines only. */
  private static long auxiliary(int wanted, long otherwise) {
    try {
      ByteBuffer entries =
          ByteBuffer.wrap(Files.readAllBytes(Path.of("/proc/self/auxv")))
              .order(ByteOrder.nativeOrder());
      while (entries.remaining() >= 16) {
        long type = entries.getLong();
        long value = entries.getLong();
        if (type == wanted) {
          return value;
        }
      }
    } catch (IOException unreadable) {
      // The usual value of the platforms we run on.
    }
    return otherwise;
  }
}
