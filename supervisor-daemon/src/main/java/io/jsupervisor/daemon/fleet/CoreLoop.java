package io.jsupervisor.daemon.fleet;

import io.jsupervisor.daemon.cluster.Peers;
import io.jsupervisor.daemon.core.Namespec;
import io.jsupervisor.daemon.core.Signal;
import io.jsupervisor.daemon.core.Ticks;
import io.jsupervisor.daemon.event.ClassicEvent;
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
import java.util.function.Consumer;
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
public final class CoreLoop implements FleetControl {
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
  private final Operations operations;
  private final ListenerFeed feed;
  private final Ticker ticker;
  private final Prober prober;
  private final ServiceState service;
  private final Essentials essentials;
  private final Instant started;
  private final List<Runnable> afterPublish = new ArrayList<>();
  private SupervisorState state = SupervisorState.RUNNING;
  private boolean stateChanged = true;
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
    this.ticker = new Ticker(clockwork, feed::tell);
    this.engine =
        new ProcessEngine(
            clockwork,
            parts.processes(),
            parts.streams(),
            parts.launching(),
            parts.listener(),
            parts.log(),
            () -> state == SupervisorState.RUNNING);
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
            () -> state == SupervisorState.RUNNING,
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
        new Essentials(engine, parts.log(), () -> beginStop(SupervisorState.SHUTDOWN));
    engine.observe(essentials);
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
   * Decides until every process is stopped after {@link #shutdown} or {@link #reload}.
   *
   * @return SHUTDOWN or RESTARTING: what the daemon is to do next
   */
  public SupervisorState run() {
    while (!turn()) {
      parts.doorbell().await(nanosToSleep());
    }
    ended = true;
    turn(); // answers those who asked in the last moment
    return state;
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
    parts.doorbell().signals().forEach(this::onSignal);
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
    boolean done = state != SupervisorState.RUNNING && stop.isDone() && engine.commands().end();
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
    if (stateChanged || registry.isChanged()) {
      stateChanged = false;
      snapshot = registry.snapshot(state, started);
    }
    List<Runnable> waiting = List.copyOf(afterPublish);
    afterPublish.clear();
    waiting.forEach(this::guarded);
  }

  private void onSignal(Signal signal) {
    if (signal.equals(Signal.TERM) || signal.equals(Signal.INT) || signal.equals(Signal.QUIT)) {
      parts.log().warn("received " + signal + " indicating exit request");
      beginStop(SupervisorState.SHUTDOWN);
    } else if (signal.equals(Signal.HUP)) {
      if (state == SupervisorState.SHUTDOWN) {
        parts.log().warn("ignored SIGHUP indicating restart request (shutdown in progress)");
      } else {
        parts.log().warn("received SIGHUP indicating restart request");
        checkThenReload(new CompletableFuture<>());
      }
    } else if (signal.equals(Signal.USR2)) {
      parts.log().info("received SIGUSR2 indicating log reopen request");
      reopen(new CompletableFuture<>());
    }
  }

  private void beginStop(SupervisorState wanted) {
    boolean first = state == SupervisorState.RUNNING;
    if (state == SupervisorState.SHUTDOWN || state == wanted) {
      return;
    }
    // A shutdown during a restart wins; the stop sequence is the same.
    state = wanted;
    stateChanged = true;
    parts.listener().supervisorChanged(wanted);
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

  /** A bad file is refused before anything stops. */
  private void checkThenReload(CompletableFuture<Void> answer) {
    parts
        .workers()
        .execute(
            () -> {
              try {
                parts.config().load();
                post(
                    () -> {
                      answer.complete(null);
                      beginStop(SupervisorState.RESTARTING);
                    });
              } catch (ConfigSource.Rejected bad) {
                bad.problems().forEach(problem -> parts.log().error(problem.text()));
                parts
                    .log()
                    .error(
                        "cannot restart: the configuration has "
                            + bad.problems().size()
                            + " problem(s); everything goes on as it was");
                answer.completeExceptionally(bad.refusal());
              }
            });
  }

  private void reopen(CompletableFuture<Void> answer) {
    parts.log().info("supervisord logreopen");
    var ignored =
        parts
            .streams()
            .reopenAll()
            .whenComplete(
                (done, failure) -> {
                  if (failure == null) {
                    answer.complete(null);
                  } else {
                    answer.completeExceptionally(
                        new FaultException(Fault.FAILED, failure.toString()));
                  }
                });
  }

  private void post(Runnable message) {
    inbox.add(message);
    parts.doorbell().ring();
  }

  /** Runs {@code action} on the core, unless the daemon is stopping. */
  private <T> CompletableFuture<T> whileRunning(Consumer<CompletableFuture<T>> action) {
    CompletableFuture<T> answer = new CompletableFuture<>();
    if (ended) {
      return CompletableFuture.failedFuture(
          new FaultException(Fault.SHUTDOWN_STATE, "the daemon has stopped"));
    }
    post(
        () -> {
          if (state != SupervisorState.RUNNING) {
            answer.completeExceptionally(
                new FaultException(
                    Fault.SHUTDOWN_STATE,
                    state == SupervisorState.SHUTDOWN
                        ? "the daemon is shutting down"
                        : "the daemon is restarting"));
            return;
          }
          try {
            action.accept(answer);
          } catch (FaultException refused) {
            answer.completeExceptionally(refused);
          } catch (RuntimeException defect) {
            answer.completeExceptionally(defect);
            throw defect;
          }
        });
    return afterSnapshot(answer);
  }

  /** The same answer, told only when the snapshot that goes with it can be read. */
  private <T> CompletableFuture<T> afterSnapshot(CompletableFuture<T> answer) {
    CompletableFuture<T> told = new CompletableFuture<>();
    var ignored =
        answer.whenComplete(
            (value, failure) ->
                post(
                    () ->
                        afterPublish.add(
                            () -> {
                              if (failure == null) {
                                told.complete(value);
                              } else {
                                told.completeExceptionally(failure);
                              }
                            })));
    return told;
  }

  @Override
  public FleetSnapshot snapshot() {
    return snapshot;
  }

  @Override
  public CompletableFuture<Operation> submit(Command command) {
    return whileRunning(
        answer -> {
          switch (command) {
            case Command.Start(Target target) -> commands.start(target, answer);
            case Command.Stop(Target target) -> commands.stop(target, answer);
            case Command.Restart(Target target) -> commands.restart(target, answer);
            case Command.Reload(Target target) -> commands.reload(target, reloading, answer);
            case Command.SendSignal(Target target, Signal signal) ->
                commands.signal(target, signal, answer);
            case Command.ClearLogs(Target target) -> commands.clearLogs(target, answer);
            case Command.Update(List<String> groups, boolean untilUp) -> {
              service.changing(answer);
              configCommands.update(groups, false, untilUp, answer);
            }
            case Command.RollingRestart(Target target) -> rolls.restart(target, answer);
            case Command.RollingUpdate(List<String> groups) -> {
              service.changing(answer);
              configCommands.update(groups, true, true, answer);
            }
            case Command.Scale(String program, int numprocs) ->
                scaling.scale(program, numprocs, answer);
          }
        });
  }

  @Override
  public Optional<Operation> operation(String id) {
    return operations.find(id);
  }

  @Override
  public List<Operation> operations() {
    return operations.running();
  }

  @Override
  public CompletableFuture<Operation> abort(String id) {
    CompletableFuture<Operation> answer = new CompletableFuture<>();
    post(() -> operations.abort(id, answer));
    return answer;
  }

  @Override
  public CompletableFuture<ConfigChanges> reread() {
    return whileRunning(configCommands::reread);
  }

  @Override
  public CompletableFuture<List<UpstreamView>> upstreams() {
    return whileRunning(answer -> upstreams.views(answer::complete));
  }

  @Override
  public CompletableFuture<Void> addGroup(String name) {
    return whileRunning(answer -> configCommands.add(name, answer));
  }

  @Override
  public CompletableFuture<Void> removeGroup(String name) {
    return whileRunning(answer -> configCommands.remove(name, answer));
  }

  @Override
  public CompletableFuture<Void> sendStdin(Namespec process, byte[] bytes) {
    return whileRunning(answer -> commands.sendStdin(process, bytes, answer));
  }

  @Override
  public CompletableFuture<Void> tellListeners(String type, String data) {
    CompletableFuture<Void> answer = new CompletableFuture<>();
    post(
        () -> {
          feed.tell(new ClassicEvent.RemoteCommunication(type, data));
          answer.complete(null);
        });
    return ended ? CompletableFuture.completedFuture(null) : answer;
  }

  @Override
  public CompletableFuture<Void> reload() {
    return whileRunning(this::checkThenReload);
  }

  @Override
  public CompletableFuture<Void> shutdown() {
    CompletableFuture<Void> answer = new CompletableFuture<>();
    post(
        () -> {
          if (state == SupervisorState.SHUTDOWN) {
            answer.completeExceptionally(
                new FaultException(Fault.SHUTDOWN_STATE, "the daemon is shutting down already"));
          } else {
            answer.complete(null);
            beginStop(SupervisorState.SHUTDOWN);
          }
        });
    return afterSnapshot(answer);
  }

  @Override
  public CompletableFuture<Void> reopenLogs() {
    return whileRunning(this::reopen);
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
