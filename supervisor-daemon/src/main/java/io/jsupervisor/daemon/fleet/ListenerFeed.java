package io.jsupervisor.daemon.fleet;

import io.jsupervisor.daemon.config.GroupSpec;
import io.jsupervisor.daemon.core.EventType;
import io.jsupervisor.daemon.core.Namespec;
import io.jsupervisor.daemon.core.Pid;
import io.jsupervisor.daemon.core.ProcessSpec;
import io.jsupervisor.daemon.core.StateChange;
import io.jsupervisor.daemon.core.StateName;
import io.jsupervisor.daemon.event.ClassicEvent;
import io.jsupervisor.daemon.event.ListenerPools;
import io.jsupervisor.daemon.fleet.FleetSnapshot.SupervisorState;
import io.jsupervisor.daemon.log.DaemonLog;
import io.jsupervisor.daemon.streams.Channel;
import io.jsupervisor.daemon.streams.OutputListener;
import io.jsupervisor.daemon.streams.Streams;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Brings what happens to the event listeners: what the core decides, in its order, and what the
 * stream thread hears, as messages to the core. As a child's output is told before its drain is
 * done, its last PROCESS_LOG precedes its EXITED. What is told goes out at the end of the turn,
 * when whoever hears of it and asks is answered with what it has heard.
 */
final class ListenerFeed implements FleetListener, OutputListener {
  /**
   * What the stream thread may tell before the core has looked at it. A child that floods while the
   * core is busy would fill the memory; its buffers would overflow anyway.
   */
  static final long MOST_BYTES_UNDERWAY = 2 * 1024 * 1024;

  /** How often it is told what was dropped. */
  private static final long DROPS_TOLD_SECS = 10;

  private final Clockwork clockwork;
  private final Registry registry;
  private final FleetListener others;
  private final DaemonLog log;
  private final ListenerPools pools;
  private final AtomicLong underway = new AtomicLong();
  private final AtomicLong lost = new AtomicLong();

  /** Listeners to which it makes no sense to listen before their next start. */
  private final Set<Namespec> babblers = ConcurrentHashMap.newKeySet();

  private BiConsumer<Namespec, Pid> matches = (process, pid) -> {};
  private boolean stopping;
  private boolean tellingLost;

  /**
   * @param parts their listener hears what happens, too
   */
  ListenerFeed(Clockwork clockwork, Registry registry, CoreParts parts) {
    this.clockwork = clockwork;
    this.registry = registry;
    this.others = parts.listener();
    this.log = parts.log();
    Streams streams = parts.streams();
    this.pools =
        new ListenerPools(
            parts.events().serial(),
            parts.events().identifier(),
            (listener, pid, bytes, refused) -> send(streams, listener, pid, bytes, refused),
            log,
            this::later);
  }

  private void later(Runnable task) {
    clockwork.at(clockwork.now().plusSeconds(DROPS_TOLD_SECS), task);
  }

  private void send(Streams streams, Namespec listener, int pid, byte[] bytes, Runnable refused) {
    clockwork.afterPublish(
        () -> {
          var ignored =
              streams
                  .write(listener, new Pid(pid), bytes)
                  .whenComplete(
                      (done, failure) -> {
                        if (failure != null) {
                          clockwork.post(refused);
                        }
                      });
        });
  }

  /** In order, and once what has happened can be read: whoever hears of it may ask at once. */
  private void tellOthers(Consumer<FleetListener> what) {
    clockwork.afterPublish(() -> what.accept(others));
  }

  /** An event that is neither a process's nor a group's. Core thread only. */
  void tell(ClassicEvent event) {
    pools.notify(event);
  }

  // What the core decides

  @Override
  public void processChanged(Namespec process, StateChange change, String cause) {
    tellOthers(o -> o.processChanged(process, change, cause));
    if (change.to() == StateName.STARTING) {
      babblers.remove(process);
    }
    pools.processChanged(process, change);
  }

  @Override
  public void readinessChanged(Namespec process, boolean ready, String why) {
    tellOthers(o -> o.readinessChanged(process, ready, why));
  }

  @Override
  public void rollProgressed(Operation roll, Namespec process, String phase) {
    tellOthers(o -> o.rollProgressed(roll, process, phase));
  }

  @Override
  public void rollEnded(Operation roll, Operation.Verdict verdict) {
    tellOthers(o -> o.rollEnded(roll, verdict));
  }

  @Override
  public void processAdded(Namespec process) {
    tellOthers(o -> o.processAdded(process));
  }

  @Override
  public void processRemoved(Namespec process) {
    tellOthers(o -> o.processRemoved(process));
  }

  @Override
  public void upstreamChanged(String upstream, int in, int instances, String problem) {
    tellOthers(o -> o.upstreamChanged(upstream, in, instances, problem));
  }

  @Override
  public void supervisorChanged(SupervisorState state) {
    tellOthers(o -> o.supervisorChanged(state));
    boolean running = state == SupervisorState.RUNNING;
    // A restart that becomes a shutdown goes on stopping.
    if (running || !stopping) {
      stopping = !running;
      pools.notify(new ClassicEvent.SupervisorState(running));
    }
  }

  /** A pool hears of its own coming, and not of its going. */
  @Override
  public void groupAdded(String group) {
    tellOthers(o -> o.groupAdded(group));
    GroupSpec spec = registry.group(group).orElseThrow().spec();
    if (spec.kind() instanceof GroupSpec.Kind.Listeners listeners) {
      pools.add(
          group,
          listeners.bufferSize(),
          listeners.events().stream().map(EventType::valueOf).collect(Collectors.toSet()),
          spec.processes().stream().map(ProcessSpec::namespec).toList());
    }
    pools.notify(new ClassicEvent.Group(group, true));
  }

  @Override
  public void groupRemoved(String group) {
    tellOthers(o -> o.groupRemoved(group));
    pools.remove(group);
    babblers.removeIf(listener -> listener.group().equals(group));
    pools.notify(new ClassicEvent.Group(group, false));
  }

  // What the stream thread hears

  @Override
  public boolean wantsLog(Channel channel) {
    return pools.wants(
        channel == Channel.STDERR ? EventType.PROCESS_LOG_STDERR : EventType.PROCESS_LOG_STDOUT);
  }

  @Override
  public void logged(Namespec process, Pid pid, Channel channel, byte[] data) {
    tellOfOutput(
        new ClassicEvent.ProcessLog(process, pid.value(), channel == Channel.STDERR, data));
  }

  @Override
  public void communicated(Namespec process, Pid pid, Channel channel, byte[] data) {
    boolean stderr = channel == Channel.STDERR;
    if (pools.wants(
        stderr ? EventType.PROCESS_COMMUNICATION_STDERR : EventType.PROCESS_COMMUNICATION_STDOUT)) {
      tellOfOutput(new ClassicEvent.ProcessCommunication(process, pid.value(), stderr, data));
    }
  }

  private void tellOfOutput(ClassicEvent event) {
    if (!takesOff(event.weight())) {
      if (lost.getAndIncrement() == 0) {
        clockwork.post(this::tellLost);
      }
      return;
    }
    clockwork.post(
        () -> {
          underway.addAndGet(-event.weight());
          pools.notify(event);
        });
  }

  /** At once, and then once per period for as long as more gets lost. */
  private void tellLost() {
    if (!tellingLost) {
      tellLostAgain();
    }
  }

  private void tellLostAgain() {
    long dropped = lost.getAndSet(0);
    tellingLost = dropped > 0;
    if (tellingLost) {
      log.error(
          "%d events of output were dropped: more than %d MiB came faster than they were looked at"
              .formatted(dropped, MOST_BYTES_UNDERWAY >> 20));
      later(this::tellLostAgain);
    }
  }

  @Override
  public void heard(Namespec listener, Pid pid, byte[] data) {
    if (babblers.contains(listener)) {
      return;
    }
    if (!takesOff(data.length)) {
      babblers.add(listener);
      clockwork.post(() -> pools.babbled(listener, pid.value()));
      return;
    }
    clockwork.post(
        () -> {
          underway.addAndGet(-data.length);
          if (!pools.heard(listener, pid.value(), data)) {
            babblers.add(listener);
          }
        });
  }

  @Override
  public void lineMatched(Namespec process, Pid pid) {
    clockwork.post(() -> matches.accept(process, pid));
  }

  /** Who hears of matching lines; before any child is started. */
  void matchesTo(BiConsumer<Namespec, Pid> hearer) {
    matches = hearer;
  }

  /** One piece always may, however large. */
  private boolean takesOff(int weight) {
    long before = underway.get();
    if (before > 0 && before + weight > MOST_BYTES_UNDERWAY) {
      return false;
    }
    underway.addAndGet(weight);
    return true;
  }

  @Override
  public boolean isDebugging() {
    return log.isEnabled(DaemonLog.Level.DEBUG);
  }

  @Override
  public void debug(String line) {
    log.debug(line);
  }

  /** Whose groups are listeners' pools; their standard output is a protocol. */
  static boolean isListener(ManagedProcess process) {
    return process.group.spec().kind() instanceof GroupSpec.Kind.Listeners;
  }
}
