package io.jsupervisor.daemon.fleet;

import io.jsupervisor.daemon.core.Ticks;
import io.jsupervisor.daemon.fleet.FleetSnapshot.SupervisorState;
import io.jsupervisor.daemon.probe.Notification;
import io.jsupervisor.daemon.streams.OutputListener;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;

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
  private final CoreParts parts;
  private final Inbox inbox;
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
  private volatile FleetSnapshot snapshot;
  private volatile boolean ended;
  private final CompletableFuture<Void> firstSpawns = new CompletableFuture<>();

  public CoreLoop(CoreParts given) {
    this(given, Optional.empty());
  }

  /** For tests of what waits for a rotation: another than that of the upstreams. */
  CoreLoop(CoreParts given, Optional<Rotation> rotation) {
    this.inbox = new Inbox(given.machine(), given.log());
    this.started = inbox.wall();
    this.feed = new ListenerFeed(inbox, registry, given);
    this.parts = given.heardBy(feed);
    this.lifecycle = new Lifecycle(inbox, parts, this::stopEverything);
    this.ticker = new Ticker(inbox, feed::tell);
    this.engine =
        new ProcessEngine(
            inbox,
            parts.machine().processes(),
            parts.streams(),
            parts.launching(),
            parts.listener(),
            parts.log(),
            lifecycle::isRunning);
    Dependencies dependencies = new Dependencies(registry);
    this.stopOrder = new StopOrder(engine, dependencies);
    this.gate = new StartGate(inbox, engine, dependencies, stopOrder);
    engine.observe(stopOrder);
    engine.observe(gate);
    engine.observe(new Bereft(dependencies));
    this.operations = new Operations(inbox);
    this.reloading = new Reloads(inbox, engine);
    this.upstreams =
        new Upstreams(
            inbox,
            registry,
            engine.commands(),
            parts.network().proxies(),
            parts.listener(),
            parts.log(),
            lifecycle::isRunning,
            parts.network().peers());
    ScaledSpecs specs = new ScaledSpecs(inbox, parts.config());
    this.rolls = new Rolls(rollContext(rotation.orElse(upstreams)), operations, specs);
    this.scaling = new Scaling(registry, rolls, specs);
    this.commands =
        new Commands(
            inbox, registry, engine, gate, stopOrder, dependencies, operations, rolls, parts);
    this.configCommands =
        new ConfigCommands(
            inbox,
            registry,
            engine,
            gate,
            stopOrder,
            operations,
            rolls,
            new RollingUpdates(registry, rolls, specs),
            upstreams,
            parts);
    this.stop = new OrderedStop(inbox, registry, dependencies, engine, parts.log());
    this.prober = new Prober(inbox, engine, parts.network().probes(), parts.log());
    engine.observe(prober);
    feed.matchesTo(prober::lineMatched);
    this.service = new ServiceState(inbox, parts.machine().manager(), registry);
    this.essentials =
        new Essentials(engine, parts.log(), () -> lifecycle.stop(SupervisorState.SHUTDOWN));
    engine.observe(essentials);
    this.requests =
        new Requests(
            this,
            inbox,
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

  private RollContext rollContext(Rotation rotation) {
    return new RollContext(
        inbox,
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
    inbox.post(
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
    inbox.post(service::listens);
  }

  /** What is known of other machines has changed. Any thread. */
  public void peersChanged() {
    inbox.post(upstreams::look);
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
    inbox.post(() -> prober.heard(notification));
  }

  /**
   * Decides until every process is stopped after {@link FleetControl#shutdown} or {@link
   * FleetControl#reload}.
   *
   * @return SHUTDOWN or RESTARTING: what the daemon is to do next
   */
  public SupervisorState run() {
    while (!turn()) {
      parts.machine().doorbell().await(inbox.nanosToSleep());
    }
    ended = true;
    turn(); // answers those who asked in the last moment
    return lifecycle.state();
  }

  /**
   * One turn, without sleeping; true when the loop has come to its end. For {@link #run} and tests.
   */
  public boolean turn() {
    inbox.takeMessages();
    parts.machine().doorbell().signals().forEach(lifecycle::onSignal);
    engine.reap();
    inbox.takeMessages();
    boolean more = engine.spawn();
    if (engine.hasBegun()) {
      firstSpawns.complete(null);
    }
    inbox.runTimers();
    engine.tellObservers();
    if (registry.isChanged()) {
      upstreams.look();
    }
    if (more) {
      inbox.post(() -> {});
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
    return inbox.nextDeadline();
  }

  private void publish() {
    service.look(registry.isChanged());
    if (lifecycle.takeChanged() || registry.isChanged()) {
      snapshot = registry.snapshot(lifecycle.state(), started);
    }
    inbox.published();
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
}
