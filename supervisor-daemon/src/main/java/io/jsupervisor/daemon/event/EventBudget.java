package io.jsupervisor.daemon.event;

import io.jsupervisor.daemon.log.DaemonLog;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * How much memory the events that wait for listeners may take, all pools together. Where they take
 * more, the pool that keeps most gives up its oldest: a stuck listener costs nobody else an event.
 * Core thread only.
 */
final class EventBudget {
  /** Of one pool, however large its {@code buffer_size}; in bytes. */
  static final long MOST_OF_ONE = 2 * 1024 * 1024;

  /** Of all pools, in bytes: a quarter of the heap that the daemon is started with. */
  static final long MOST_OF_ALL = 16 * 1024 * 1024;

  private final Set<ListenerPool> pools = new LinkedHashSet<>();
  private final Map<String, Long> dropped = new LinkedHashMap<>();
  private final DaemonLog log;
  private final Consumer<Runnable> later;
  private boolean reporting;

  /**
   * @param later runs a task on the core when the next line about drops may be written
   */
  EventBudget(DaemonLog log, Consumer<Runnable> later) {
    this.log = log;
    this.later = later;
  }

  void join(ListenerPool pool) {
    pools.add(pool);
  }

  void leave(ListenerPool pool) {
    pools.remove(pool);
  }

  /** What waits, in bytes. */
  long taken() {
    return pools.stream().mapToLong(ListenerPool::weight).sum();
  }

  /** Drops what is too much after {@code pool} has got something. */
  void keep(ListenerPool pool) {
    boolean fits = false;
    while (!fits) {
      fits = pool.weight() <= MOST_OF_ONE || !drop(pool);
    }
    fits = false;
    while (!fits) {
      fits = taken() <= MOST_OF_ALL || !drop(heaviest());
    }
  }

  private ListenerPool heaviest() {
    return pools.stream().max(Comparator.comparingLong(ListenerPool::weight)).orElseThrow();
  }

  /** False where only one event is left: that is kept, however large. */
  private boolean drop(ListenerPool pool) {
    boolean is = pool.dropOldest();
    if (is) {
      dropped.merge(pool.name(), 1L, Long::sum);
      if (!reporting) {
        report();
      }
    }
    return is;
  }

  private void report() {
    reporting = !dropped.isEmpty();
    if (reporting) {
      dropped.forEach(
          (pool, count) ->
              log.error(
                  "pool %s: %d events discarded: what waits for its listeners is more than %d MiB, or than %d MiB in all pools"
                      .formatted(pool, count, MOST_OF_ONE >> 20, MOST_OF_ALL >> 20)));
      dropped.clear();
      later.accept(this::report);
    }
  }
}
