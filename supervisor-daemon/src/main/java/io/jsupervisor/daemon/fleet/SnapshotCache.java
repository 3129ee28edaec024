package io.jsupervisor.daemon.fleet;

import java.time.Instant;
import java.util.function.Supplier;

/**
 * What was made of the fleet last, kept while the fleet is the same and the wall clock shows the
 * same second: answers tell times in whole seconds, so until then another one would be equal. One
 * maker works at a time; those who come meanwhile take what it made.
 */
public final class SnapshotCache<T> {
  private FleetSnapshot fleet;
  private long second;
  private T made;

  /** The value for this fleet at this time; {@code make} is called when there is none yet. */
  @SuppressWarnings("ReferenceEquality") // another object is another moment
  public synchronized T get(FleetSnapshot current, Instant now, Supplier<T> make) {
    if (made == null || fleet != current || second != now.getEpochSecond()) {
      made = make.get();
      fleet = current;
      second = now.getEpochSecond();
    }
    return made;
  }
}
