package io.jsupervisor.daemon.fleet;

import io.jsupervisor.daemon.core.ProcessEvent;
import io.jsupervisor.daemon.core.Ticks;
import io.jsupervisor.daemon.fleet.Launching.Prepared;
import io.jsupervisor.daemon.os.LaunchFault;
import io.jsupervisor.daemon.os.Processes;
import io.jsupervisor.daemon.os.Processes.SpawnResult;
import io.jsupervisor.daemon.streams.Streams;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Turns orders to spawn into children, in the order of the orders. The look-ups of each are
 * prepared off the core, all at once; only posix_spawn(3) itself is called here. Core thread only.
 */
final class Spawner {
  /** So that commands get in between when thousands start. */
  private static final int SPAWNS_A_TURN = 16;

  /** How long a ticket may hold back those behind it, while its own disk does not answer. */
  private static final long PATIENCE_NANOS = 200_000_000L;

  /** How long a disk that does not open a log may hold back the start itself. */
  private static final long LOG_PATIENCE_NANOS = 1_000_000_000L;

  private final Clockwork clockwork;
  private final Processes processes;
  private final Streams streams;
  private final Launching launching;
  private final ProcessEngine engine;
  private final Deque<SpawnTicket> tickets = new ArrayDeque<>();
  private boolean begun;

  Spawner(
      Clockwork clockwork,
      Processes processes,
      Streams streams,
      Launching launching,
      ProcessEngine engine) {
    this.clockwork = clockwork;
    this.processes = processes;
    this.streams = streams;
    this.launching = launching;
    this.engine = engine;
  }

  void order(ManagedProcess process) {
    SpawnTicket ticket = new SpawnTicket(process, clockwork.now());
    process.ticket = ticket;
    tickets.add(ticket);
    Optional<CompletableFuture<Integer>> socket = process.group.socket().map(GroupSocket::acquire);
    clockwork.offCore(
        () -> {
          Definition by = ticket.definition;
          Prepared prepared =
              launching.prepare(
                  by.spec(),
                  by.logs().stdout(),
                  by.logs().stderr(),
                  socket,
                  ready -> ticket.opening = ready);
          clockwork.post(
              () -> {
                if (!ticket.takenEarly) {
                  ticket.prepared = prepared;
                }
              });
        });
  }

  /** Spawns what is prepared, oldest first; true when more is ready than one turn may take. */
  boolean runReady() {
    int spawned = 0;
    Iterator<SpawnTicket> each = tickets.iterator();
    Deque<SpawnTicket> ready = new ArrayDeque<>();
    while (each.hasNext() && spawned < SPAWNS_A_TURN) {
      SpawnTicket ticket = each.next();
      if (ticket.prepared != null) {
        each.remove();
        ready.add(ticket);
        spawned++;
      } else if (ticket.isWanted() && !hasWaitedLong(ticket)) {
        break;
      } else if (ticket.opening != null && hasWaitedForLogs(ticket)) {
        ticket.takenEarly = true;
        ticket.prepared = ticket.opening;
        each.remove();
        ready.add(ticket);
        spawned++;
      }
    }
    ready.forEach(this::run);
    return spawned == SPAWNS_A_TURN && !tickets.isEmpty();
  }

  /** Whether anything was spawned yet, or could not be. */
  boolean hasBegun() {
    return begun;
  }

  private boolean hasWaitedLong(SpawnTicket ticket) {
    Ticks patience = new Ticks(ticket.ordered.nanos() + PATIENCE_NANOS);
    if (clockwork.now().reached(patience)) {
      return true;
    }
    if (!ticket.wakesLoop) {
      ticket.wakesLoop = true;
      clockwork.at(patience, () -> {});
    }
    return false;
  }

  private boolean hasWaitedForLogs(SpawnTicket ticket) {
    Ticks patience = new Ticks(ticket.ordered.nanos() + LOG_PATIENCE_NANOS);
    if (!ticket.wakesLoopForLogs) {
      ticket.wakesLoopForLogs = true;
      clockwork.at(patience, () -> {});
    }
    return clockwork.now().reached(patience);
  }

  private void run(SpawnTicket ticket) {
    begun = true;
    switch (ticket.prepared) {
      case Prepared.Ready ready when !ticket.isWanted() -> {
        ready.discard();
        releaseSocket(ticket);
      }
      case Prepared.Refused ignored when !ticket.isWanted() -> releaseSocket(ticket);
      case Prepared.Refused(String spawnerr, LaunchFault fault) -> fail(ticket, spawnerr, fault);
      case Prepared.Ready ready -> spawn(ticket, ready);
    }
  }

  private void spawn(SpawnTicket ticket, Prepared.Ready ready) {
    ManagedProcess process = ticket.process;
    switch (processes.spawn(ready.plan())) {
      case SpawnResult.Spawned(var pid, int stdin, int stdout, int stderr) -> {
        process.ticket = null;
        process.fault = ready.fault();
        boolean listener = ListenerFeed.isListener(process);
        streams.attach(
            ticket.definition.spec(), listener, pid, stdin, stdout, stderr, ready.logs());
        engine.spawned(process, pid);
      }
      case SpawnResult.Failed failed -> {
        if (ready.fault().isPresent()) {
          // Not even the stand-in could be started.
          ready.discard();
          fail(ticket, ready.fault().get().detail(), ready.fault().get());
        } else {
          showFailure(ticket, ready, failed);
        }
      }
    }
  }

  /**
   * The command was refused by chdir or exec. The classic tool's forked child says so on its stderr
   * and ends with 127; a stand-in does the same, and we keep the exact step.
   */
  private void showFailure(SpawnTicket ticket, Prepared.Ready ready, SpawnResult.Failed failed) {
    ticket.prepared = null;
    tickets.addFirst(ticket);
    clockwork.offCore(
        () -> {
          Prepared standIn = launching.standIn(ticket.definition.spec(), ready, failed);
          clockwork.post(() -> ticket.prepared = standIn);
        });
  }

  private void fail(SpawnTicket ticket, String spawnerr, LaunchFault fault) {
    ticket.process.ticket = null;
    ticket.process.fault = Optional.of(fault);
    engine.feed(ticket.process, new ProcessEvent.SpawnFailed(spawnerr));
    releaseSocket(ticket);
  }

  private static void releaseSocket(SpawnTicket ticket) {
    ticket.process.group.socket().ifPresent(GroupSocket::release);
  }
}
