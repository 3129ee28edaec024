package io.jsupervisor.daemon.api;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Who streams at the moment: not too many, and all of them can be ended. */
final class StreamSlots {
  /** Each holds a connection and a virtual thread or two; browsers and terminals need few. */
  static final int MOST = 256;

  private final Set<Slot> open = ConcurrentHashMap.newKeySet();
  private volatile boolean ended;

  /** One stream of the calling thread. */
  final class Slot implements AutoCloseable {
    private final Thread thread = Thread.currentThread();

    /**
     * To be asked before each wait: an interrupt alone could get lost in what lies below.
     *
     * @throws InterruptedException when the daemon ends its streams
     */
    void goOn() throws InterruptedException {
      if (ended) {
        throw new InterruptedException();
      }
    }

    @Override
    public void close() {
      open.remove(this);
    }
  }

  /** Takes a place, or refuses. */
  synchronized Slot take() {
    if (ended || open.size() >= MOST) {
      throw Problem.of(
              "too-many-streams",
              "Too many streams",
              503,
              ended
                  ? "the daemon is stopping"
                  : "%d streams are open, which is the most; close one and try again"
                      .formatted(MOST))
          .refusal();
    }
    Slot slot = new Slot();
    open.add(slot);
    return slot;
  }

  int open() {
    return open.size();
  }

  synchronized void endAll() {
    ended = true;
    open.forEach(slot -> slot.thread.interrupt());
  }
}
