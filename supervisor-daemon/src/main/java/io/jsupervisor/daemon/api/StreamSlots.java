package io.jsupervisor.daemon.api;

import io.javalin.http.Context;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;

/** Who streams at the moment: not too many, and all of them can be ended. */
final class StreamSlots {
  /** Each holds a connection and a virtual thread or two; browsers and terminals need few. */
  static final int MOST = 256;

  private final Set<Slot> open = ConcurrentHashMap.newKeySet();
  private volatile boolean ended;

  /** One stream of the calling thread. */
  final class Slot implements AutoCloseable {
    private final Thread thread = Thread.currentThread();
    private final BooleanSupplier welcome;

    private Slot(BooleanSupplier welcome) {
      this.welcome = welcome;
    }

    /**
     * To be asked before each wait: an interrupt alone could get lost in what lies below.
     *
     * @throws InterruptedException when the daemon ends its streams, or the session of this one has
     *     ended
     */
    void goOn() throws InterruptedException {
      if (ended || !welcome.getAsBoolean()) {
        throw new InterruptedException();
      }
    }

    @Override
    public void close() {
      open.remove(this);
    }
  }

  /** Takes a place, or refuses. The stream ends with the session of the request. */
  synchronized Slot take(Context request) {
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
    Slot slot = new Slot(Gate.welcome(request));
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
