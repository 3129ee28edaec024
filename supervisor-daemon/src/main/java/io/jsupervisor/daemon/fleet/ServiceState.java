package io.jsupervisor.daemon.fleet;

import io.jsupervisor.daemon.core.StateName;
import io.jsupervisor.daemon.core.Ticks;
import io.jsupervisor.daemon.os.ServiceManager;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;

/**
 * What the service manager is told of the daemon (sd_notify(3)): ready, how many run, reloading,
 * stopping; and its watchdog, fed by a timer of the core loop, so that a core that hangs is
 * noticed. Core thread only.
 */
final class ServiceState {
  private static final long STATUS_NANOS = 1_000_000_000L;
  private static final long AGAIN_NANOS = 100_000_000L;

  private final Clockwork clockwork;
  private final ServiceManager manager;
  private final Registry registry;

  /** What the manager had no room for, in order. */
  private final Deque<String> unsaid = new ArrayDeque<>();

  private boolean listening;
  private boolean autostarted;
  private boolean ready;
  private boolean stopping;
  private int changes;
  private boolean statusDue;
  private Ticks statusAt;
  private String status = "";

  ServiceState(Clockwork clockwork, ServiceManager manager, Registry registry) {
    this.clockwork = clockwork;
    this.manager = manager;
    this.registry = registry;
    this.statusAt = clockwork.now();
  }

  /** Begins to feed the watchdog: twice as often as it waits. */
  void begin() {
    if (manager.watchdogNanos() > 0) {
      feed();
    }
  }

  private void feed() {
    // Not through the queue of what is unsaid: the next one comes soon, and says the same.
    boolean ignored = manager.tell("WATCHDOG=1");
    later(manager.watchdogNanos() / 2, this::feed);
  }

  /** The control sockets answer. */
  void listens() {
    listening = true;
  }

  /** Autostart has begun. */
  void autostarts() {
    autostarted = true;
  }

  /** An update has been ordered; it lasts until its operation has ended. */
  void changing(CompletableFuture<Operation> answer) {
    if (++changes == 1 && ready) {
      say(reloadingNow());
    }
    var ignored =
        answer
            .thenCompose(Operation::done)
            .whenComplete((results, failure) -> clockwork.post(this::changed));
  }

  private void changed() {
    if (--changes == 0 && ready && !stopping) {
      say("READY=1\nSTATUS=" + status);
    }
  }

  /** Everything stops, to begin anew in this process: the next run says that it is ready. */
  void reloads() {
    stopping = true;
    say(reloadingNow());
  }

  void stops() {
    stopping = true;
    say("STOPPING=1");
  }

  private String reloadingNow() {
    return "RELOADING=1\nMONOTONIC_USEC=" + clockwork.now().nanos() / 1000;
  }

  /**
   * Near the end of a turn.
   *
   * @param changed readers see something else than before
   */
  void look(boolean changed) {
    statusDue |= changed;
    if (manager.equals(ServiceManager.NONE)) {
      return;
    }
    Ticks now = clockwork.now();
    if (!ready && listening && autostarted && !stopping) {
      ready = true;
      status = counts();
      statusAt = now;
      say("READY=1\nSTATUS=" + status);
    } else if (statusDue && ready && unsaid.isEmpty()) {
      tellStatus(now);
    }
  }

  private void tellStatus(Ticks now) {
    if (!now.reached(statusAt)) {
      return;
    }
    statusDue = false;
    statusAt = new Ticks(now.nanos() + STATUS_NANOS);
    String counts = counts();
    if (!counts.equals(status)) {
      status = counts;
      say("STATUS=" + counts);
    }
    later(STATUS_NANOS, () -> {}); // a turn then, for what changes until then
  }

  /** {@code 12 running, 1 backoff}. */
  private String counts() {
    Map<StateName, Integer> numbers = new EnumMap<>(StateName.class);
    for (ManagedGroup group : registry.byPriority()) {
      group.processes().forEach(process -> numbers.merge(process.shownAs(), 1, Integer::sum));
    }
    Integer running = numbers.remove(StateName.RUNNING);
    String others =
        numbers.entrySet().stream()
            .map(entry -> ", " + entry.getValue() + " " + word(entry.getKey()))
            .collect(Collectors.joining());
    return (running == null ? 0 : running) + " running" + others;
  }

  private static String word(StateName state) {
    return state.name().toLowerCase(Locale.ROOT);
  }

  private void say(String state) {
    unsaid.add(state);
    if (unsaid.size() == 1) {
      sayAll();
    }
  }

  private void sayAll() {
    while (!unsaid.isEmpty()) {
      if (!manager.tell(unsaid.peek())) {
        later(AGAIN_NANOS, this::sayAll);
        return;
      }
      unsaid.poll();
    }
  }

  private void later(long nanos, Runnable action) {
    clockwork.at(new Ticks(clockwork.now().nanos() + nanos), action);
  }
}
