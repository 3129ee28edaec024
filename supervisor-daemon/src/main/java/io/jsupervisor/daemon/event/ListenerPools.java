package io.jsupervisor.daemon.event;

import io.jsupervisor.daemon.core.EventType;
import io.jsupervisor.daemon.core.Namespec;
import io.jsupervisor.daemon.core.StateChange;
import io.jsupervisor.daemon.log.DaemonLog;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * All event listeners of the fleet. An event goes into the buffer of every pool that subscribes to
 * it, in the order in which the core decides, and from there to a listener at once where one is
 * READY. Core thread only, except {@link #wants}.
 */
public final class ListenerPools {
  private final Map<String, ListenerPool> pools = new LinkedHashMap<>();
  private final EventSerial serial;
  private final Supplier<String> identifier;
  private final ListenerInput input;
  private final DaemonLog log;
  private final EventBudget budget;
  private volatile Set<EventType> wanted = EnumSet.noneOf(EventType.class);

  /**
   * @param identifier the name of the daemon, in the header of each event
   * @param later runs a task on the core some seconds later: what is dropped is told that often
   */
  public ListenerPools(
      EventSerial serial,
      Supplier<String> identifier,
      ListenerInput input,
      DaemonLog log,
      Consumer<Runnable> later) {
    this.serial = serial;
    this.identifier = identifier;
    this.input = input;
    this.log = log;
    this.budget = new EventBudget(log, later);
  }

  /**
   * A pool that begins to listen.
   *
   * @param events as {@code events=} says; each that matches an event delivers it
   * @param members in the order of their definition
   */
  public void add(String name, int bufferSize, Set<EventType> events, List<Namespec> members) {
    remove(name);
    ListenerPool pool =
        new ListenerPool(name, bufferSize, events, members, input, identifier, log, budget);
    pools.put(name, pool);
    budget.join(pool);
    wanted = wantedNow();
  }

  /** Nothing more goes to the pool; what waits in it is lost. */
  public void remove(String name) {
    ListenerPool gone = pools.remove(name);
    if (gone != null) {
      budget.leave(gone);
    }
    wanted = wantedNow();
  }

  private Set<EventType> wantedNow() {
    Set<EventType> types = EnumSet.noneOf(EventType.class);
    for (ListenerPool pool : pools.values()) {
      for (EventType type : EventType.values()) {
        if (pool.times(type) > 0) {
          types.add(type);
        }
      }
    }
    return types;
  }

  /** Whether any pool subscribes to it. Any thread. */
  public boolean wants(EventType type) {
    return wanted.contains(type);
  }

  /** Gives an event to who subscribes to it. One that nobody wants uses no number. */
  public void notify(ClassicEvent event) {
    accept(event);
    dispatch();
  }

  private void accept(ClassicEvent event) {
    if (!wants(event.type())) {
      return;
    }
    long number = serial.take();
    for (ListenerPool pool : pools.values()) {
      if (pool.times(event.type()) > 0) {
        pool.accept(event, number);
      }
    }
  }

  private void dispatch() {
    pools.values().forEach(ListenerPool::dispatch);
  }

  /** A process, listener or not, came to another state. */
  public void processChanged(Namespec process, StateChange change) {
    accept(new ClassicEvent.ProcessState(process, change));
    poolOf(process).ifPresent(pool -> pool.processChanged(process, change));
    dispatch();
  }

  /**
   * A listener wrote to its standard output.
   *
   * @return false when nothing that it writes can matter before its next start
   */
  public boolean heard(Namespec listener, int pid, byte[] bytes) {
    boolean understood =
        poolOf(listener).map(pool -> pool.heard(listener, pid, bytes)).orElse(false);
    dispatch();
    return understood;
  }

  /** A listener wrote more than could be kept until it was looked at. */
  public void babbled(Namespec listener, int pid) {
    poolOf(listener).ifPresent(pool -> pool.babbled(listener, pid));
    dispatch();
  }

  /** What waits for listeners, in bytes. */
  long waitingBytes() {
    return budget.taken();
  }

  private Optional<ListenerPool> poolOf(Namespec process) {
    return Optional.ofNullable(pools.get(process.group())).filter(pool -> pool.has(process));
  }
}
