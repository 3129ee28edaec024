package io.jsupervisor.daemon.probe;

import io.jsupervisor.daemon.core.ProbeCourse;
import io.jsupervisor.daemon.core.Ticks;
import io.jsupervisor.daemon.os.Clock;
import io.jsupervisor.daemon.os.ListenerTable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * The thread that asks: tcp and http probes of all instances by one selector.
 *
 * <p>What is cheap about it: the core hears only what has changed; whether an instance on this
 * machine takes connections is asked of the kernel, for all of them at once; and questions are due
 * at whole ticks of {@value #TICK_NANOS} nanoseconds, so that one wake-up asks many. Instances that
 * started together drift apart by their first interval, for a thousand connections at once would be
 * a hitch.
 */
public final class ProbeLoop implements Probes, AutoCloseable {
  private static final long TICK_NANOS = 10_000_000L;
  private static final long NANOS_PER_MILLI = 1_000_000L;

  /** Spreads whole numbers evenly over 0 to 1. */
  private static final double GOLDEN = 0.618033988749895;

  private final Clock clock;
  private final Consumer<String> warnings;
  private final Selector selector;
  private final Names names;
  private final ListenerTable listeners;
  private final ConcurrentLinkedQueue<Runnable> posted = new ConcurrentLinkedQueue<>();
  private final TreeSet<NetProbe> probes =
      new TreeSet<>(
          Comparator.<NetProbe>comparingLong(probe -> probe.due)
              .thenComparingLong(probe -> probe.id));
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(16 * 1024);
  private final Thread thread;
  private long nextId;
  private final AtomicBoolean started = new AtomicBoolean();
  private volatile boolean closing;

  private ProbeLoop(
      Clock clock, Executor lookups, ListenerTable listeners, Consumer<String> warnings) {
    this.clock = clock;
    this.listeners = listeners;
    this.warnings = warnings;
    try {
      this.selector = Selector.open();
    } catch (IOException refused) {
      throw new UncheckedIOException("cannot open a selector for probes", refused);
    }
    this.names = new Names(clock, lookups, this::post);
    this.thread = Thread.ofPlatform().name("probes").daemon(true).unstarted(this::run);
  }

  /**
   * Ready to ask; the thread starts with the first question.
   *
   * @param lookups runs look-ups of names, which may hang
   * @param listeners asked before connecting; closed with this
   * @param warnings sentences for the main log
   */
  public static ProbeLoop open(
      Clock clock, Executor lookups, ListenerTable listeners, Consumer<String> warnings) {
    return new ProbeLoop(clock, lookups, listeners, warnings);
  }

  @Override
  public Asking ask(Address address, ProbeCourse course, Hearer hearer) {
    if (started.compareAndSet(false, true)) {
      thread.start();
    }
    Asked asked = new Asked();
    post(
        () -> {
          Ticks now = clock.ticks();
          // Liveness begins with yes: a process that hangs still listens, and is found by
          // connections
          // that nobody accepts.
          ListenerTable asking = course.begun() ? ListenerTable.NONE : listeners;
          asked.probe =
              new NetProbe(
                  nextId++, address, course, asked.hears(hearer), names, now, asking, selector);
          schedule(asked.probe, now.nanos() + course.delayMillis() * NANOS_PER_MILLI);
        });
    return asked;
  }

  /** What the one who asked holds of a probe. */
  private final class Asked implements Asking {
    private NetProbe probe; // written and read on the probe thread
    private volatile Optional<ProbeAnswer> last = Optional.empty();

    /** Keeps every answer; tells on what has changed. */
    NetProbe.Answers hears(Hearer hearer) {
      return new NetProbe.Answers() {
        @Override
        public void answered(boolean good, String says, int failed) {
          last = Optional.of(new ProbeAnswer(good, says, clock.wall(), failed));
        }

        @Override
        public void changed(boolean yes, String why) {
          hearer.heard(yes, why);
        }
      };
    }

    @Override
    public void end() {
      post(
          () -> {
            probes.remove(probe);
            probe.end();
          });
    }

    @Override
    public Optional<ProbeAnswer> last() {
      return last;
    }
  }

  private void post(Runnable task) {
    posted.add(task);
    selector.wakeup();
  }

  private void run() {
    while (!closing) {
      try {
        waitForSomething();
        guarded(() -> selector.selectedKeys().forEach(this::ready));
        selector.selectedKeys().clear();
      } catch (IOException broken) {
        warnings.accept("fault in the probe thread (please report it): " + broken);
      }
      for (Runnable task; (task = posted.poll()) != null; ) {
        guarded(task);
      }
      runDue();
    }
    probes.forEach(NetProbe::end);
  }

  private void waitForSomething() throws IOException {
    if (probes.isEmpty()) {
      selector.select();
      return;
    }
    long nanos = probes.first().due - clock.ticks().nanos();
    if (nanos <= 0) {
      selector.selectNow();
    } else {
      selector.select(1 + (nanos - 1) / NANOS_PER_MILLI);
    }
  }

  private void ready(SelectionKey key) {
    NetProbe probe = (NetProbe) key.attachment();
    if (key.isValid()) {
      act(probe, () -> probe.ready(buffer));
    }
  }

  private void runDue() {
    long now = clock.ticks().nanos();
    List<NetProbe> due = new ArrayList<>();
    for (NetProbe probe : probes) {
      if (probe.due > now) {
        break;
      }
      due.add(probe);
    }
    for (NetProbe probe : due) {
      if (probe.isAsking()) {
        act(probe, probe::timeout);
      } else {
        ask(probe);
      }
    }
  }

  private void ask(NetProbe probe) {
    boolean begun = probe.course().begun();
    probe.asked = probe.due;
    guarded(() -> probe.ask(() -> act(probe, probe::resolved)));
    if (probe.isAsking()) {
      schedule(
          probe, clock.ticks().nanos() + probe.course().spec().timeoutMillis() * NANOS_PER_MILLI);
    } else {
      next(probe, begun);
    }
  }

  /** Lets a probe go on, and schedules its next question when it has its answer. */
  private void act(NetProbe probe, Runnable action) {
    boolean asking = probe.isAsking();
    boolean begun = probe.course().begun();
    guarded(action);
    if (asking && !probe.isAsking()) {
      next(probe, begun);
    }
  }

  private void next(NetProbe probe, boolean begun) {
    long delay = probe.course().delayMillis() * NANOS_PER_MILLI;
    boolean first = !begun && probe.course().begun();
    double part = first ? 0.5 + probe.id * GOLDEN % 1.0 / 2 : 1;
    schedule(probe, Math.max(probe.asked + (long) (delay * part), clock.ticks().nanos()));
  }

  private void schedule(NetProbe probe, long at) {
    probes.remove(probe);
    probe.due = (at + TICK_NANOS - 1) / TICK_NANOS * TICK_NANOS;
    probes.add(probe);
  }

  /** A fault in one probe must not end everybody's. */
  private void guarded(Runnable action) {
    try {
      action.run();
    } catch (RuntimeException fault) {
      warnings.accept("fault in the probe thread (please report it): " + fault);
    }
  }

  /** Ends every probe and waits for the thread. */
  @Override
  public void close() {
    closing = true;
    selector.wakeup();
    try {
      thread.join();
      selector.close();
      listeners.close();
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    } catch (IOException nothingToDo) {
      // It is the end either way.
    }
  }
}
