package io.jsupervisor.daemon.api;

import io.jsupervisor.daemon.core.Namespec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What processes used lately, in rings that all processes share the times of: the last samples one
 * by one, and the last hours by the minute. 2.2 KB a process, whatever it does.
 */
final class UsageHistory {
  static final int SAMPLES = 120;
  static final int MINUTES = 240;
  private static final long MINUTE_MILLIS = 60_000;
  private static final int MOST_TENTHS = Character.MAX_VALUE;
  private static final int NONE = -1;
  private static final long KIB = 1_024;

  private final Ring samples = new Ring(SAMPLES);
  private final Ring minutes = new Ring(MINUTES);
  private final Map<Namespec, Series> series = new HashMap<>();

  /**
   * A moment of a process.
   *
   * @param time epoch milliseconds
   * @param cpu percent of one core
   * @param rss bytes; -1 where there was no process
   */
  record Point(long time, double cpu, long rss) {}

  /** Times that come round; {@code count} grows for ever. */
  private static final class Ring {
    final long[] times;
    int count;

    Ring(int size) {
      times = new long[size];
    }

    int slot(int index) {
      return Math.floorMod(index, times.length);
    }

    int begin(long time) {
      int slot = slot(count++);
      times[slot] = time;
      return slot;
    }

    int first() {
      return Math.max(0, count - times.length);
    }
  }

  /** Tenths of a percent fit a char up to 65 cores; memory is in KiB. */
  private static final class Series {
    final char[] cpu = new char[SAMPLES];
    final int[] rss = filled(SAMPLES);
    final char[] minuteCpu = new char[MINUTES];
    final int[] minuteRss = filled(MINUTES);
    double cpuSum;
    int rssMost = NONE;
    int counted;
  }

  private static int[] filled(int size) {
    int[] empty = new int[size];
    Arrays.fill(empty, NONE);
    return empty;
  }

  /**
   * Adds a sample of everything that there is.
   *
   * @param used by process; null for one without a child
   */
  synchronized void add(long time, Map<Namespec, ProcessUsage.Usage> used) {
    series.keySet().retainAll(used.keySet());
    int slot = samples.begin(time);
    boolean newMinute = minutes.count == 0 || time - lastMinute() >= MINUTE_MILLIS;
    int minute = newMinute ? minutes.begin(time) : minutes.slot(minutes.count - 1);
    for (Map.Entry<Namespec, ProcessUsage.Usage> entry : used.entrySet()) {
      Series one = series.computeIfAbsent(entry.getKey(), unseen -> new Series());
      if (newMinute) {
        one.cpuSum = 0;
        one.rssMost = NONE;
        one.counted = 0;
      }
      ProcessUsage.Usage usage = entry.getValue();
      one.cpu[slot] = usage == null ? 0 : tenths(usage.cpu());
      one.rss[slot] = usage == null ? NONE : (int) (usage.rss() / KIB);
      if (usage != null) {
        one.cpuSum += usage.cpu();
        one.counted++;
        one.rssMost = Math.max(one.rssMost, one.rss[slot]);
      }
      one.minuteCpu[minute] = one.counted == 0 ? 0 : tenths(one.cpuSum / one.counted);
      one.minuteRss[minute] = one.rssMost;
    }
  }

  private long lastMinute() {
    return minutes.times[minutes.slot(minutes.count - 1)];
  }

  private static char tenths(double percent) {
    return (char) Math.clamp(Math.round(percent * 10), 0, MOST_TENTHS);
  }

  /** The last samples of a process, oldest first. */
  synchronized List<Point> samples(Namespec process) {
    Series one = series.get(process);
    return one == null ? List.of() : points(samples, one.cpu, one.rss, SAMPLES);
  }

  /** The last hours by the minute: CPU as mean, memory as the most. */
  synchronized List<Point> minutes(Namespec process) {
    Series one = series.get(process);
    return one == null ? List.of() : points(minutes, one.minuteCpu, one.minuteRss, MINUTES);
  }

  /** The last samples of every process, oldest first, {@code most} at most. */
  synchronized Map<Namespec, List<Point>> recent(int most) {
    Map<Namespec, List<Point>> all = new HashMap<>();
    series.forEach((name, one) -> all.put(name, points(samples, one.cpu, one.rss, most)));
    return all;
  }

  private static List<Point> points(Ring ring, char[] cpu, int[] rss, int most) {
    List<Point> points = new ArrayList<>();
    for (int i = Math.max(ring.first(), ring.count - most); i < ring.count; i++) {
      int slot = ring.slot(i);
      points.add(
          new Point(
              ring.times[slot], cpu[slot] / 10.0, rss[slot] == NONE ? NONE : rss[slot] * KIB));
    }
    return points;
  }
}
