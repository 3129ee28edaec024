package io.jsupervisor.daemon.fleet;

import io.jsupervisor.daemon.cluster.Peers;
import io.jsupervisor.daemon.core.Ticks;
import io.jsupervisor.daemon.event.EventSerial;
import io.jsupervisor.daemon.fleet.FleetSnapshot.SupervisorState;
import io.jsupervisor.daemon.log.DaemonLog;
import io.jsupervisor.daemon.os.Clock;
import io.jsupervisor.daemon.os.Doorbell;
import io.jsupervisor.daemon.os.Processes;
import io.jsupervisor.daemon.os.ServiceManager;
import io.jsupervisor.daemon.probe.Notification;
import io.jsupervisor.daemon.probe.Probes;
import io.jsupervisor.daemon.proxy.ProxyHost;
import io.jsupervisor.daemon.streams.OutputListener;
import io.jsupervisor.daemon.streams.Streams;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/**
 * The thread that decides. Everybody else posts messages and reads snapshots.
 *
 * <p>One turn: take the messages, the signals, the children that ended; run what is due; spawn what
 * is ready (a handful, so that commands get in while thousands start); publish a snapshot; complete
 * the futures of those who waited, so that whoever wakes sees the snapshot that goes with his
 * answer. Then sleep until the doorbell or the next deadline. Nothing in a turn touches a disk, a
 * socket or a name service.
 */
public final class CoreLoop {
  /**
   * What the loop works with.
   *
   * @param listener hears what happens, before the event listeners do
   * @param workers runs tasks that touch disks; must not be bounded by few threads, for a task may
   *     hang on a dead disk
   */
  public record Parts(
      Processes processes,
      Doorbell doorbell,
      Clock clock,
      Streams streams,
      Launching launching,
      ConfigSource config,
      FleetListener listener,
      DaemonLog log,
      Executor workers,
      EventSource events,
      Probes probes,
      ProxyHost proxies,
      ServiceManager manager,
      Peers peers) {
    private Parts heardBy(FleetListener everybody) {
      return new Parts(
          processes, doorbell, clock, streams, launching, config, everybody, log, workers, events,
          probes, proxies, manager, peers);
    }
  }

  /**
   * What events say of the daemon.
   *
   * @param serial goes on over a reload
   * @param identifier the name of the daemon
   */
  public record EventSource(EventSerial serial, Supplier<String> identifier) {}

  private final Parts parts;
  private final Queue<Runnable> inbox = new ConcurrentLinkedQueue<>();
  private final Timers timers = new Timers();
  private final Registry registry = new Registry();
  private final ProcessEngine engine;
  private final Commands commands;
  private final Reloading reloading;
  private final Upstreams upstreams;
  private final ConfigCommands configCommands;
  private final Rolls rolls;
  private final Scaling scaling;
  private final StopOrder stopOrder;
  private final StartGate gate;
  private final OrderedStop stop;
  private final Lifecycle lifecycle;
  private final Requests requests;
  private final Operations operations;
  private final ListenerFeed feed;
  private final Ticker ticker;
  private final Prober prober;
  private final ServiceState service;
  private final Essentials essentials;
  private final Instant started;
  private final List<Runnable> afterPublish = new ArrayList<>();
  private volatile FleetSnapshot snapshot;
  private volatile boolean ended;
  private final CompletableFuture<Void> firstSpawns = new CompletableFuture<>();

  public CoreLoop(Parts given) {
    this(given, Optional.empty());
  }

  /** For tests of what waits for a rotation: another than that of the upstreams. */
  CoreLoop(Parts given, Optional<Rotation> rotation) {
    this.started = given.clock().wall();
    Clockwork clockwork = new LoopClockwork();
    this.feed =
        new ListenerFeed(
            clockwork, registry, given, given.events().serial(), given.events().identifier());
    this.parts = given.heardBy(feed);
    this.lifecycle = new Lifecycle(clockwork, parts, this::stopEverything);
    this.ticker = new Ticker(clockwork, feed::tell);
    this.engine =
        new ProcessEngine(
            clockwork,
            parts.processes(),
            parts.streams(),
            parts.launching(),
            parts.listener(),
            parts.log(),
            lifecycle::isRunning);
    Dependencies dependencies = new Dependencies(registry);
    this.stopOrder = new StopOrder(engine, dependencies);
    this.gate = new StartGate(clockwork, engine, dependencies, stopOrder);
    engine.observe(stopOrder);
    engine.observe(gate);
    engine.observe(new Bereft(dependencies));
    this.operations = new Operations(clockwork, afterPublish::add);
    this.reloading = new Reloads(clockwork, engine);
    this.upstreams =
        new Upstreams(
            clockwork,
            registry,
            engine.commands(),
            parts.proxies(),
            parts.listener(),
            parts.log(),
            lifecycle::isRunning,
            parts.peers());
    ScaledSpecs specs = new ScaledSpecs(clockwork, parts.config());
    this.rolls = new Rolls(rollContext(clockwork, rotation.orElse(upstreams)), operations, specs);
    this.scaling = new Scaling(registry, rolls, specs);
    this.commands =
        new Commands(
            clockwork, registry, engine, gate, stopOrder, dependencies, operations, rolls, parts);
    this.configCommands =
        new ConfigCommands(
            clockwork,
            registry,
            engine,
            gate,
            stopOrder,
            operations,
            rolls,
            new RollingUpdates(registry, rolls, specs),
            upstreams,
            parts,
            afterPublish::add);
    this.stop = new OrderedStop(clockwork, registry, dependencies, engine, parts.log());
    this.prober = new Prober(clockwork, engine, parts.probes(), parts.log());
    engine.observe(prober);
    feed.matchesTo(prober::lineMatched);
    this.service = new ServiceState(clockwork, parts.manager(), registry);
    this.essentials =
        new Essentials(engine, parts.log(), () -> lifecycle.stop(SupervisorState.SHUTDOWN));
    engine.observe(essentials);
    this.requests =
        new Requests(
            this,
            clockwork,
            lifecycle,
            new Requests.Doers(
                commands,
                configCommands,
                rolls,
                scaling,
                reloading,
                upstreams,
                operations,
                service,
                feed,
                registry,
                prober));
    publish();
  }

  private RollContext rollContext(Clockwork clockwork, Rotation rotation) {
    return new RollContext(
        clockwork,
        registry,
        engine,
        gate,
        rotation,
        Optional.of(reloading),
        parts.listener(),
        parts.log());
  }

  /** The groups to begin with; autostart begins with the first turn. Before {@link #run}. */
  public void begin(FleetDefinition definition) {
    post(
        () -> {
          ticker.begin();
          service.begin();
          configCommands.begin(definition, service::autostarts);
          if (!autostarts(definition)) {
            firstSpawns.complete(null);
          }
        });
  }

  private static boolean autostarts(FleetDefinition definition) {
    return definition.groups().stream()
        .flatMap(group -> group.processes().stream())
        .anyMatch(process -> process.start().autostart());
  }

  /** Completed once the first processes run, or when none is to be started. */
  public CompletableFuture<Void> firstSpawns() {
    return firstSpawns.copy();
  }

  /** The control sockets answer. Any thread. */
  public void listens() {
    post(service::listens);
  }

  /** What is known of other machines has changed. Any thread. */
  public void peersChanged() {
    post(upstreams::look);
  }

  /** What an essential program makes the daemon end with; empty when none did. After the end. */
  public OptionalInt exitCode() {
    return essentials.exitCode();
  }

  /** Hears what children write. */
  public OutputListener outputListener() {
    return feed;
  }

  /** Hears what processes say of themselves. Any thread. */
  public void heard(Notification notification) {
    post(() -> prober.heard(notification));
  }

  /**
   * Decides until every process is stopped after {@link FleetControl#shutdown} or {@link
   * FleetControl#reload}.
   *
   * @return SHUTDOWN or RESTARTING: what the daemon is to do next
   */
  public SupervisorState run() {
    while (!turn()) {
      parts.doorbell().await(nanosToSleep());
    }
    ended = true;
    turn(); // answers those who asked in the last moment
    return lifecycle.state();
  }

  private long nanosToSleep() {
    if (!inbox.isEmpty()) {
      return 0;
    }
    Ticks next = timers.next();
    return next.equals(Ticks.NEVER) ? -1 : Math.max(0, next.since(parts.clock().ticks()));
  }

  /**
   * One turn, without sleeping; true when the loop has come to its end. For {@link #run} and tests.
   */
  public boolean turn() {
    takeMessages();
    parts.doorbell().signals().forEach(lifecycle::onSignal);
    engine.reap();
    takeMessages();
    boolean more = engine.spawn();
    if (engine.hasBegun()) {
      firstSpawns.complete(null);
    }
    runTimers();
    engine.tellObservers();
    if (registry.isChanged()) {
      upstreams.look();
    }
    if (more) {
      post(() -> {});
    }
    boolean done = !lifecycle.isRunning() && stop.isDone() && engine.commands().end();
    if (done) {
      operations.abortAll();
    }
    publish();
    return done;
  }

  /** When the next turn is due if nothing happens before. For tests. */
  public Ticks nextDeadline() {
    return timers.next();
  }

  private void takeMessages() {
    for (Runnable message = inbox.poll(); message != null; message = inbox.poll()) {
      guarded(message);
    }
  }

  private void runTimers() {
    boolean ran = true;
    while (ran) {
      try {
        ran = timers.runOneDue(parts.clock().ticks());
      } catch (RuntimeException defect) {
        parts.log().critical("defect in a timer of the core loop: " + defect);
      }
    }
  }

  private void guarded(Runnable message) {
    try {
      message.run();
    } catch (RuntimeException defect) {
      parts.log().critical("defect in a message of the core loop: " + defect);
    }
  }

  private void publish() {
    service.look(registry.isChanged());
    if (lifecycle.takeChanged() || registry.isChanged()) {
      snapshot = registry.snapshot(lifecycle.state(), started);
    }
    List<Runnable> waiting = List.copyOf(afterPublish);
    afterPublish.clear();
    waiting.forEach(this::guarded);
  }

  private void stopEverything(SupervisorState wanted, boolean first) {
    if (wanted == SupervisorState.SHUTDOWN) {
      service.stops();
    } else {
      service.reloads();
    }
    if (first) {
      rolls.daemonStops();
      gate.callOffAll();
      stopOrder.forgetAll();
      stop.begin();
    }
  }

  private void post(Runnable message) {
    inbox.add(message);
    parts.doorbell().ring();
  }

  /** What other threads ask of the loop. */
  public FleetControl control() {
    return requests;
  }

  /** What the loop has published last; any thread. */
  public FleetSnapshot snapshot() {
    return snapshot;
  }

  /** Whether the loop has come to its end: nobody would answer. Any thread. */
  boolean hasEnded() {
    return ended;
  }

  /** Runs {@code action} when the next snapshot can be read. Core thread. */
  void afterPublish(Runnable action) {
    afterPublish.add(action);
  }

  private final class LoopClockwork implements Clockwork {
    @Override
    public Ticks now() {
      return parts.clock().ticks();
    }

    @Override
    public Instant wall() {
      return parts.clock().wall();
    }

    @Override
    public void at(Ticks when, Runnable action) {
      timers.at(when, action);
    }

    @Override
    public void post(Runnable action) {
      CoreLoop.this.post(action);
    }

    @Override
    public void offCore(Runnable task) {
      parts.workers().execute(task);
    }
  }
}
