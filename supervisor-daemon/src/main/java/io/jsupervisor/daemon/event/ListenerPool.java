package io.jsupervisor.daemon.event;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.jsupervisor.daemon.core.EventType;
import io.jsupervisor.daemon.core.Namespec;
import io.jsupervisor.daemon.core.StateChange;
import io.jsupervisor.daemon.core.StateName;
import io.jsupervisor.daemon.event.Listener.Numbered;
import io.jsupervisor.daemon.event.ListenerProtocol.Name;
import io.jsupervisor.daemon.event.ListenerProtocol.Outcome;
import io.jsupervisor.daemon.log.DaemonLog;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/**
 * One {@code [eventlistener:x]}: the events that wait, and the listeners, in the order of their
 * definition. Each event goes to the first that runs and is READY. Core thread only.
 */
final class ListenerPool {
  private final String name;
  private final int bufferSize;
  private final Set<EventType> subscriptions;
  private final Map<Namespec, Listener> listeners = new LinkedHashMap<>();
  private final Deque<Numbered> waiting = new ArrayDeque<>();
  private final ListenerInput input;
  private final Supplier<String> identifier;
  private final DaemonLog log;
  private final EventBudget budget;
  private long weight;
  private long nextSerial;

  ListenerPool(
      String name,
      int bufferSize,
      Set<EventType> subscriptions,
      List<Namespec> members,
      ListenerInput input,
      Supplier<String> identifier,
      DaemonLog log,
      EventBudget budget) {
    this.name = name;
    this.bufferSize = bufferSize;
    this.subscriptions = Set.copyOf(subscriptions);
    this.input = input;
    this.identifier = identifier;
    this.log = log;
    this.budget = budget;
    members.forEach(member -> listeners.put(member, new Listener(member)));
  }

  String name() {
    return name;
  }

  /** What waits, in bytes. */
  long weight() {
    return weight;
  }

  boolean has(Namespec process) {
    return listeners.containsKey(process);
  }

  /** How often an event of this type comes: once for each subscription that it matches. */
  int times(EventType type) {
    return (int) subscriptions.stream().filter(type::is).count();
  }

  void accept(ClassicEvent event, long serial) {
    Numbered numbered = new Numbered(event, serial, nextSerial++);
    int times = times(event.type());
    for (int i = 0; i < times; i++) {
      if (i > 0) {
        tellRebuffering(numbered);
      }
      makeRoom();
      waiting.addLast(numbered);
      weigh(numbered);
    }
  }

  private void giveBack(Numbered event) {
    tellRebuffering(event);
    makeRoom();
    waiting.addFirst(event);
    weigh(event);
  }

  private void tellRebuffering(Numbered event) {
    log.debug(
        "rebuffering event %d for pool %s (buf size=%d, max=%d)"
            .formatted(event.serial(), name, waiting.size(), bufferSize));
  }

  /** The oldest make room, also for one that comes back, as in the classic tool. */
  private void makeRoom() {
    while (!waiting.isEmpty() && waiting.size() >= bufferSize) {
      Numbered oldest = waiting.removeFirst();
      weight -= oldest.event().weight();
      log.error(
          "pool %s event buffer overflowed, discarding event %d".formatted(name, oldest.serial()));
    }
  }

  private void weigh(Numbered event) {
    weight += event.event().weight();
    budget.keep(this);
  }

  /** False where only one waits. */
  boolean dropOldest() {
    if (waiting.size() < 2) {
      return false;
    }
    weight -= waiting.removeFirst().event().weight();
    return true;
  }

  /** Sends what waits while somebody takes it. */
  void dispatch() {
    while (!waiting.isEmpty()) {
      Listener free = null;
      for (Listener listener : listeners.values()) {
        if (listener.takesEvents()) {
          free = listener;
          break;
        }
      }
      if (free == null) {
        return;
      }
      Numbered event = waiting.removeFirst();
      weight -= event.event().weight();
      send(event, free);
    }
  }

  private void send(Numbered event, Listener listener) {
    listener.event = event;
    listener.state = ListenerProtocol.sent();
    int pid = listener.pid;
    input.send(listener.name, pid, envelope(event), () -> refused(listener, pid, event));
    log.debug("event %d sent to listener %s".formatted(event.serial(), listener.name.name()));
  }

  /** {@code len} counts characters, as in the classic tool and for its listeners. */
  private byte[] envelope(Numbered event) {
    String payload = event.event().payload();
    String header =
        "ver:3.0 server:%s serial:%d pool:%s poolserial:%d eventname:%s len:%d\n"
            .formatted(
                identifier.get(),
                event.serial(),
                name,
                event.poolSerial(),
                event.event().type(),
                payload.codePointCount(0, payload.length()));
    return (header + payload).getBytes(UTF_8);
  }

  /** Its standard input is closed: somebody else gets the event. */
  private void refused(Listener listener, int pid, Numbered event) {
    if (listener.pid != pid || !event.equals(listener.event)) {
      return; // it died meanwhile, which gave the event back already
    }
    log.debug(
        "epipe occurred while sending event %d to listener %s, listener state unchanged"
            .formatted(event.serial(), listener.name.name()));
    listener.closed = true;
    listener.event = null;
    listener.state = new ListenerProtocol.State.Ready();
    giveBack(event);
    dispatch();
  }

  /** A listener of this pool came to another state. */
  void processChanged(Namespec process, StateChange change) {
    Listener listener = listeners.get(process);
    listener.running = change.to() == StateName.RUNNING;
    switch (change.to()) {
      case STARTING -> listener.begin();
      case RUNNING -> listener.pid = change.pid();
      case BACKOFF, EXITED, STOPPED, FATAL -> end(listener);
      case STOPPING, UNKNOWN -> {}
    }
  }

  /** One that dies before it has answered gives its event back. */
  private void end(Listener listener) {
    if (listener.event != null) {
      Numbered event = listener.event;
      listener.event = null;
      giveBack(event);
    }
  }

  /**
   * A listener wrote to its standard output.
   *
   * @return false when nothing that it writes can matter any more
   */
  boolean heard(Namespec process, int pid, byte[] bytes) {
    Listener listener = listeners.get(process);
    if (!listener.speaks(pid)) {
      return true;
    }
    ListenerProtocol.Step step = ListenerProtocol.next(listener.state, bytes);
    listener.state = step.state();
    step.outcomes().forEach(outcome -> tell(listener, outcome));
    return listener.state.name() != Name.UNKNOWN;
  }

  /** Some of what a listener wrote was lost, so it cannot be understood any more. */
  void babbled(Namespec process, int pid) {
    Listener listener = listeners.get(process);
    if (!listener.speaks(pid) || listener.state.name() == Name.UNKNOWN) {
      return;
    }
    tell(listener, new Outcome.Moved(listener.state.name(), Name.UNKNOWN));
    listener.state = new ListenerProtocol.State.Unknown();
    end(listener);
  }

  private void tell(Listener listener, Outcome outcome) {
    String who = listener.name.name();
    switch (outcome) {
      case Outcome.Moved(Name from, Name to) -> {
        log.debug(who + ": " + from + " -> " + to);
        if (to == Name.UNKNOWN) {
          log.warn(
              who
                  + ": has entered the UNKNOWN state and will no longer receive events, this"
                  + " usually indicates the process violated the eventlistener protocol");
        }
      }
      case Outcome.Processed() -> {
        log.debug(who + ": event was processed");
        listener.event = null;
      }
      case Outcome.Rejected() -> log.warn(who + ": event was rejected");
      case Outcome.BadResultLine(String line) ->
          log.warn(who + ": bad result line: '" + line + "'");
      case Outcome.GivenBack() -> end(listener);
    }
  }
}
