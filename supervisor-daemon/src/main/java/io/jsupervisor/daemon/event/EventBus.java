package io.jsupervisor.daemon.event;

import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.locks.LockSupport;

/**
 * The last events of the fleet, numbered. One thread publishes and never waits: it writes a slot of
 * a ring and wakes whoever sleeps. Readers read the ring at their own pace on their own threads;
 * one that is overtaken is told to start afresh.
 */
public final class EventBus {
  /** How many events can be resumed. */
  public static final int CAPACITY = 10_000;

  private final AtomicReferenceArray<Published> ring;
  private final long first;
  private final AtomicLong next;
  private final List<Subscription> subscriptions = new CopyOnWriteArrayList<>();

  /** An event and its number. */
  public record Published(long sequence, FleetEvent event) {}

  /**
   * @param first the number of the first event. Give each run of the daemon a higher one
   *     (microseconds of wall time), so that numbers of an earlier run are known to be old
   */
  public EventBus(long first) {
    this(first, CAPACITY);
  }

  EventBus(long first, int capacity) {
    this.first = first;
    this.next = new AtomicLong(first);
    this.ring = new AtomicReferenceArray<>(capacity);
  }

  /** Adds an event. Called by one thread only; neither blocks nor takes a lock. */
  public void publish(FleetEvent event) {
    long sequence = next.get();
    ring.set(slot(sequence), new Published(sequence, event));
    next.set(sequence + 1);
    for (Subscription subscription : subscriptions) {
      subscription.wake();
    }
  }

  /** The number that the next event will have. */
  public long nextSequence() {
    return next.get();
  }

  /**
   * Begins to read on the calling thread.
   *
   * @param after the last event already seen; empty reads from now on
   */
  public Subscription subscribe(OptionalLong after) {
    Subscription subscription = new Subscription(after);
    subscriptions.add(subscription);
    return subscription;
  }

  /** Begins to read on the calling thread at the oldest event that there is. */
  public Subscription subscribeFromFirst() {
    Subscription subscription = new Subscription(OptionalLong.empty());
    subscription.position = Math.max(first, next.get() - ring.length());
    subscriptions.add(subscription);
    return subscription;
  }

  /** How many read at the moment. */
  public int subscribers() {
    return subscriptions.size();
  }

  private int slot(long sequence) {
    return (int) Math.floorMod(sequence, (long) ring.length());
  }

  /** What a reader gets. */
  public sealed interface Reading {
    record Event(Published published) implements Reading {}

    /**
     * Events are missing: read the state anew.
     *
     * @param resumeAfter the number to resume from later
     */
    record Reset(long resumeAfter) implements Reading {}

    /** The time is up. */
    record Nothing() implements Reading {}
  }

  /** One reader; belongs to one thread. */
  public final class Subscription implements AutoCloseable {
    private long position;
    private boolean lost;
    private volatile Thread sleeper;

    private Subscription(OptionalLong after) {
      long end = next.get();
      position = after.isPresent() ? after.getAsLong() + 1 : end;
      lost = position > end || position < Math.max(first, end - ring.length());
    }

    /**
     * The next event, at once where there is one.
     *
     * @param millis to wait at most; it may also return Nothing earlier
     */
    public Reading next(long millis) throws InterruptedException {
      Reading reading = poll();
      if (!(reading instanceof Reading.Nothing) || millis <= 0) {
        return reading;
      }
      // Said before the second look: a publisher that this look misses sees the sleeper.
      sleeper = Thread.currentThread();
      try {
        if (position == next.get()) {
          LockSupport.parkNanos(this, millis * 1_000_000);
        }
      } finally {
        sleeper = null;
      }
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
      return poll();
    }

    private Reading poll() {
      long end = next.get();
      if (!lost && position == end) {
        return new Reading.Nothing();
      }
      Published published = lost ? null : ring.get(slot(position));
      if (published == null || published.sequence() != position) {
        lost = false;
        position = next.get();
        return new Reading.Reset(position - 1);
      }
      position++;
      return new Reading.Event(published);
    }

    private void wake() {
      Thread thread = sleeper;
      if (thread != null) {
        LockSupport.unpark(thread);
      }
    }

    @Override
    public void close() {
      subscriptions.remove(this);
    }
  }
}
