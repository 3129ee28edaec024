package io.jsupervisor.daemon.fleet;

import io.jsupervisor.daemon.core.Ticks;
import java.util.PriorityQueue;

/**
 * What is due later, soonest first. There is no cancelling: an action looks for itself whether it
 * still means something, so a stale one costs one comparison.
 */
final class Timers {
  private record Entry(Ticks at, long order, Runnable action) implements Comparable<Entry> {
    @Override
    public int compareTo(Entry other) {
      int byTime = at.compareTo(other.at);
      return byTime != 0 ? byTime : Long.compare(order, other.order);
    }
  }

  private final PriorityQueue<Entry> entries = new PriorityQueue<>();
  private long order;

  void at(Ticks when, Runnable action) {
    if (!when.equals(Ticks.NEVER)) {
      entries.add(new Entry(when, order++, action));
    }
  }

  /** Runs one action that is due; false when none is. */
  boolean runOneDue(Ticks now) {
    Entry first = entries.peek();
    if (first == null || first.at.isAfter(now)) {
      return false;
    }
    entries.remove();
    first.action.run();
    return true;
  }

  /** When the next action is due; {@link Ticks#NEVER} for none. */
  Ticks next() {
    Entry first = entries.peek();
    return first == null ? Ticks.NEVER : first.at;
  }
}
