package io.jsupervisor.daemon.fleet;

import io.jsupervisor.daemon.cluster.Peers;
import io.jsupervisor.daemon.config.GroupSpec;
import io.jsupervisor.daemon.config.SocketSpec;
import io.jsupervisor.daemon.core.ExitStatus;
import io.jsupervisor.daemon.core.Namespec;
import io.jsupervisor.daemon.core.Pid;
import io.jsupervisor.daemon.core.ProbeCourse;
import io.jsupervisor.daemon.core.ProcessSpec;
import io.jsupervisor.daemon.core.Signal;
import io.jsupervisor.daemon.core.Specs;
import io.jsupervisor.daemon.core.StateChange;
import io.jsupervisor.daemon.core.StateName;
import io.jsupervisor.daemon.core.Ticks;
import io.jsupervisor.daemon.event.EventSerial;
import io.jsupervisor.daemon.log.DaemonLog;
import io.jsupervisor.daemon.os.Clock;
import io.jsupervisor.daemon.os.Doorbell;
import io.jsupervisor.daemon.os.FakeProcesses;
import io.jsupervisor.daemon.os.LaunchFault;
import io.jsupervisor.daemon.os.LaunchPlan;
import io.jsupervisor.daemon.os.Processes;
import io.jsupervisor.daemon.os.ServiceManager;
import io.jsupervisor.daemon.probe.Probes;
import io.jsupervisor.daemon.proxy.SystemProxyHost;
import io.jsupervisor.daemon.streams.Streams;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * A machine, its disks and its users, all seeded, on a clock that only this class moves; and the
 * invariants that must hold whatever happens. Runs the real {@link CoreLoop}, turn by turn.
 */
final class SimulatedWorld {
  private static final long MILLI = 1_000_000L;

  private record Due(long at, long order, Runnable action) implements Comparable<Due> {
    @Override
    public int compareTo(Due other) {
      return at != other.at ? Long.compare(at, other.at) : Long.compare(order, other.order);
    }
  }

  final Random random;
  final CoreLoop core;
  final List<String> history = new ArrayList<>();
  final List<Operation> operations = new ArrayList<>();
  private final PriorityQueue<Due> due = new PriorityQueue<>();
  private final FakeProcesses fake = new FakeProcesses();
  private final Map<Pid, Namespec> living = new HashMap<>();
  private final Map<Namespec, Pid> latest = new HashMap<>();
  private final Set<Pid> killed = new HashSet<>();
  private final Set<Pid> lost = new HashSet<>();
  private final Set<Pid> unreaped = new HashSet<>();
  private final Map<Namespec, StateName> lastTold = new HashMap<>();
  private final List<Signal> signals = new ArrayList<>();
  private final double spawnFailures;
  private final boolean calm;
  final SimulatedProbes probes = new SimulatedProbes();
  private List<GroupSpec> configured;
  private long now;
  private long order;
  private long setBack;
  final Set<String> sockets = new HashSet<>();

  /** Hears of each change as whoever reads events does. */
  BiConsumer<Namespec, StateChange> onChange = (process, change) -> {};

  /** What the daemon says of itself, and whether it is heard. */
  final List<String> told = new ArrayList<>();

  boolean managerIsFull;

  /** Set before the first turn. */
  long watchdogSecs;

  /** The {@code [socket:x]} of the files, which of them cannot be bound, and where each listens. */
  List<SocketSpec> listeners = List.of();

  final Set<String> taken = new HashSet<>();

  /** Groups whose children end by KILL only. */
  final Set<String> deaf = new HashSet<>();

  final Map<String, String> held = new TreeMap<>();
  final SimulatedRotation rotation = new SimulatedRotation();
  int spawns;

  /** The largest max_unavailable of this world. */
  int mostAway = Integer.MAX_VALUE;

  boolean ended;

  SimulatedWorld(long seed, List<GroupSpec> groups, double spawnFailures) {
    this(seed, groups, spawnFailures, false, Peers.NONE);
  }

  /** A world in which nothing happens by itself, and every child ends when it is told to. */
  static SimulatedWorld calm(List<GroupSpec> groups) {
    return calm(groups, Peers.NONE);
  }

  /** The same with other machines. */
  static SimulatedWorld calm(List<GroupSpec> groups, Peers peers) {
    return new SimulatedWorld(0, groups, 0, true, peers);
  }

  private SimulatedWorld(
      long seed, List<GroupSpec> groups, double spawnFailures, boolean calm, Peers peers) {
    this.calm = calm;
    this.random = new Random(seed);
    this.spawnFailures = spawnFailures;
    this.configured = groups;
    this.core =
        new CoreLoop(
            new CoreParts(
                new CoreParts.Machine(
                    new WatchedProcesses(),
                    new Bell(),
                    new SimulatedClock(),
                    task -> after(random.nextInt(5), task),
                    manager),
                new SimulatedStreams(),
                new SimulatedLaunching(),
                new SimulatedConfig(),
                new Invariants(),
                new CoreParts.EventSource(new EventSerial(), () -> "supervisor"),
                new Sink(),
                new CoreParts.Network(probes, new SystemProxyHost(), peers)),
            Optional.of(rotation));
    core.begin(FleetDefinition.of(groups));
  }

  private final ServiceManager manager =
      new ServiceManager() {
        @Override
        public boolean tell(String state) {
          if (!managerIsFull) {
            told.add(state);
          }
          return !managerIsFull;
        }

        @Override
        public long watchdogNanos() {
          return watchdogSecs * 1000 * MILLI;
        }
      };

  /** Runs until the simulated time has come, or until the daemon has ended. */
  void runUntil(long seconds) {
    long end = seconds * 1000 * MILLI;
    while (!ended) {
      settle();
      long nextEvent = due.isEmpty() ? Long.MAX_VALUE : due.peek().at;
      long next = Math.min(nextEvent, core.nextDeadline().nanos());
      if (ended || next > end) {
        break;
      }
      now = Math.max(now, next);
      while (!due.isEmpty() && due.peek().at <= now) {
        due.poll().action.run();
      }
    }
    now = Math.max(now, end);
  }

  /** Turns until a turn finds nothing to do; a deadline of now is the loop's own business. */
  private void settle() {
    for (int i = 0; i < 4 && !ended; i++) {
      ended = core.turn();
    }
  }

  /** Runs what was handed to workers before the end; the loop takes no more turns. */
  void settleTasks() {
    while (!due.isEmpty()) {
      due.poll().action.run();
    }
  }

  void after(long millis, Runnable action) {
    due.add(new Due(now + millis * MILLI, order++, action));
  }

  /** As somebody does who sets the machine's date; what is measured goes on. */
  void setClockBack(long seconds) {
    setBack = seconds;
  }

  void configure(List<GroupSpec> groups) {
    configured = groups;
  }

  void send(Signal signal) {
    signals.add(signal);
  }

  void submit(Command command) {
    note("command " + command);
    var ignored =
        core.control()
            .submit(command)
            .whenComplete(
                (operation, failure) -> {
                  if (operation != null) {
                    operations.add(operation);
                  }
                });
  }

  /** Whether a signal was refused: then a child may have kept what was its own. */
  boolean lostTrack() {
    return !lost.isEmpty();
  }

  /** Children that live and that the daemon has not lost track of. */
  long living() {
    return living.keySet().stream().filter(pid -> !lost.contains(pid)).count();
  }

  /** The living child of a process, or of the command of a probe. */
  Pid child(String group, String name) {
    return living.entrySet().stream()
        .filter(one -> one.getValue().equals(new Namespec(group, name)))
        .map(Map.Entry::getKey)
        .findFirst()
        .orElseThrow(() -> broken("no child of " + group + ":" + name));
  }

  void kill(String process, Signal signal) {
    String[] words = process.split(":", 2);
    exit(latest.get(new Namespec(words[0], words[1])), new ExitStatus.Killed(signal, false));
  }

  void end(Pid pid, int code) {
    exit(pid, new ExitStatus.Exited(code));
  }

  /** How many lines of the history hold this. */
  long told(String text) {
    return history.stream().filter(line -> line.contains(text)).count();
  }

  void note(String what) {
    // Millions of lines: a formatter would take as long as all the rest.
    long millis = now / MILLI;
    history.add(
        millis / 1000 + "." + Long.toString(millis % 1000 + 1000).substring(1) + " " + what);
  }

  private AssertionError broken(String invariant) {
    int from = Math.max(0, history.size() - 60);
    return new AssertionError(
        invariant + "\n" + String.join("\n", history.subList(from, history.size())));
  }

  /** How a child meets its end by itself: soon, later, or not in this story. */
  private void live(Pid pid) {
    if (calm) {
      return;
    }
    int kind = random.nextInt(10);
    if (kind < 3) {
      after(random.nextInt(900), () -> exit(pid, new ExitStatus.Exited(random.nextInt(3))));
    } else if (kind < 6) {
      after(
          2_000 + random.nextInt(60_000),
          () -> exit(pid, new ExitStatus.Killed(new Signal(1 + random.nextInt(15)), false)));
    }
  }

  /** The child of a process, {@code group:name}, ends by itself. */
  void childEnds(String process, int code) {
    String[] words = process.split(":", 2);
    exit(latest.get(new Namespec(words[0], words[1])), new ExitStatus.Exited(code));
  }

  private void exit(Pid pid, ExitStatus status) {
    if (living.remove(pid) != null) {
      note("child " + pid + " ends, " + status.text());
      fake.exit(pid, status);
    }
  }

  private final class WatchedProcesses implements Processes {
    @Override
    public SpawnResult spawn(LaunchPlan plan) {
      if (random.nextDouble() < spawnFailures / 2) {
        fake.refuseNext(SpawnStep.SPAWNING, random.nextBoolean() ? 2 : 24);
      }
      SpawnResult result = fake.spawn(plan);
      if (result instanceof SpawnResult.Spawned spawned) {
        spawns++;
        Namespec who = nameOf(plan);
        Pid before = latest.put(who, spawned.pid());
        boolean dying = who.group().equals("command") && killed.contains(before);
        if (living.containsKey(before) && !dying && !lost.contains(before)) {
          throw broken(who + " is started while a child of it lives");
        }
        note("child " + spawned.pid() + " of " + who);
        living.put(spawned.pid(), who);
        unreaped.add(spawned.pid());
        live(spawned.pid());
      }
      return result;
    }

    private Namespec nameOf(LaunchPlan plan) {
      String[] words = plan.argv().getFirst().split(":", -1);
      return new Namespec(words[0], words[1]);
    }

    @Override
    public SignalResult signal(Pid pid, Signal signal, boolean wholeGroup) {
      if (!unreaped.contains(pid)) {
        throw broken(
            "signal " + signal + " to " + pid + ", which was reaped: it may be a stranger");
      }
      if (!calm && random.nextInt(500) == 0 && living.containsKey(pid)) {
        // UNKNOWN counts as stopped for the reference, so its group may go and come anew.
        note("signal " + signal + " to " + pid + " is refused");
        lost.add(pid);
        return new SignalResult.Refused(1);
      }
      note("signal " + signal + " to " + pid);
      if (signal.equals(Signal.KILL)) {
        killed.add(pid);
        after(random.nextInt(20), () -> exit(pid, new ExitStatus.Killed(signal, false)));
      } else if (living.containsKey(pid) && deaf.contains(living.get(pid).group())) {
        note(pid + " ignores it");
      } else if (calm || random.nextInt(4) > 0) {
        after(random.nextInt(3_000), () -> exit(pid, new ExitStatus.Killed(signal, false)));
      }
      return fake.signal(pid, signal, wholeGroup);
    }

    @Override
    public List<Reaped> reap() {
      List<Reaped> reaped = fake.reap();
      reaped.forEach(r -> unreaped.remove(r.pid()));
      return reaped;
    }
  }

  private final class Bell implements Doorbell {
    @Override
    public void ring() {}

    @Override
    public void await(long nanos) {
      throw new IllegalStateException("the world turns the loop itself");
    }

    @Override
    public List<Signal> signals() {
      List<Signal> taken = List.copyOf(signals);
      signals.clear();
      return taken;
    }
  }

  private final class SimulatedClock implements Clock {
    @Override
    public Ticks ticks() {
      return new Ticks(now);
    }

    @Override
    public Instant wall() {
      return Instant.ofEpochSecond(1_790_000_000L - setBack).plusNanos(now);
    }
  }

  /** Drains at once, later, or far too late, as disks and grandchildren make them. */
  private final class SimulatedStreams implements Streams {
    @Override
    public OpenLogs openLogs(ProcessSpec spec, String stdoutLogfile, String stderrLogfile) {
      return () -> {};
    }

    @Override
    public void attach(
        ProcessSpec process,
        boolean listener,
        Pid pid,
        int stdin,
        int stdout,
        int stderr,
        CompletableFuture<OpenLogs> logs) {}

    @Override
    public void drain(Namespec process, Pid pid, Runnable done) {
      int kind = calm ? 0 : random.nextInt(20);
      if (kind < 10) {
        done.run();
      } else {
        after(kind < 19 ? random.nextInt(100) : 5_000, done);
      }
    }

    @Override
    public void listen(Pid pid, int stdin, int output) {}

    @Override
    public void collect(Pid pid, Consumer<byte[]> lastWords) {
      after(random.nextInt(20), () -> lastWords.accept(new byte[0]));
    }

    @Override
    public CompletableFuture<Void> write(Namespec process, Pid pid, byte[] bytes) {
      return CompletableFuture.completedFuture(null);
    }

    @Override
    public CompletableFuture<Void> clear(Namespec process) {
      CompletableFuture<Void> done = new CompletableFuture<>();
      after(random.nextInt(50), () -> done.complete(null));
      return done;
    }

    @Override
    public CompletableFuture<Void> reopenAll() {
      return CompletableFuture.completedFuture(null);
    }

    @Override
    public List<Namespec> attached() {
      return List.of();
    }
  }

  private final class SimulatedLaunching implements Launching {
    @Override
    public Prepared prepare(
        ProcessSpec spec,
        String stdoutLogfile,
        String stderrLogfile,
        Optional<CompletableFuture<Integer>> socket,
        Consumer<Prepared.Ready> opening) {
      if (random.nextDouble() < spawnFailures / 2) {
        return new Prepared.Refused(
            "can't find command 'x'", new LaunchFault("looking up the command", "ENOENT", "x"));
      }
      return ready(spec, Optional.empty());
    }

    @Override
    public Holding holdSockets(List<SocketSpec> all, Predicate<SocketSpec> wanted) {
      Map<String, String> refused = new HashMap<>();
      Set<String> moved = new HashSet<>();
      for (SocketSpec spec : all) {
        if (wanted.test(spec) && !spec.listen().equals(held.get(spec.name()))) {
          if (taken.contains(spec.listen())) {
            refused.put(spec.name(), spec.listen() + " is in use");
          } else {
            note("bound " + spec.listen());
            held.put(spec.name(), spec.listen());
            moved.add(spec.name());
          }
        }
      }
      return new Holding(refused, moved);
    }

    @Override
    public void releaseSockets(Set<String> keep) {
      held.keySet().retainAll(keep);
    }

    @Override
    public int openSocket(GroupSpec.FcgiSocket address) {
      if (ended) {
        throw new UncheckedIOException(new IOException("the daemon has stopped"));
      }
      note("open " + address.url());
      if (!sockets.add(address.url()) && lost.isEmpty()) {
        throw broken(address.url() + " is opened twice");
      }
      return sockets.size();
    }

    @Override
    public void closeSocket(GroupSpec.FcgiSocket address, int descriptor) {
      note("close " + address.url());
      if (!sockets.remove(address.url()) && lost.isEmpty()) {
        throw broken(address.url() + " is closed and was not open");
      }
    }

    private Prepared.Ready ready(ProcessSpec spec, Optional<LaunchFault> fault) {
      LaunchPlan plan =
          new LaunchPlan(
              "/bin/x",
              List.of(spec.namespec().qualified()),
              List.of(),
              Optional.empty(),
              OptionalInt.empty(),
              OptionalInt.empty(),
              false,
              List.of(),
              false);
      return new Prepared.Ready(plan, CompletableFuture.completedFuture(() -> {}), fault);
    }

    @Override
    public Prepared standIn(
        ProcessSpec spec, Prepared.Ready refused, Processes.SpawnResult.Failed failed) {
      if (failed.errno() == 24) {
        return new Prepared.Refused(
            "too many open files to spawn 'x'",
            new LaunchFault("making pipes", "EMFILE", "too many open files"));
      }
      return ready(spec, Optional.of(new LaunchFault("executing", "ENOENT", "no such file")));
    }

    @Override
    public PreparedCommand command(CommandRunner.Run command) {
      return new PreparedCommand.Refused("no commands in this world");
    }

    @Override
    public PreparedCommand commandAs(ProcessSpec program, String command) {
      String name = program.namespec().qualified().replace(':', '-') + "-" + command;
      return new PreparedCommand.Ready(
          new LaunchPlan(
              "/bin/" + command,
              List.of("command:" + name),
              List.of(),
              Optional.empty(),
              OptionalInt.empty(),
              OptionalInt.empty(),
              true,
              List.of(),
              false));
    }

    @Override
    public Optional<Unstartable> check(ProcessSpec spec) {
      return random.nextInt(50) == 0
          ? Optional.of(new Unstartable(Fault.NO_FILE, "can't find command 'x'"))
          : Optional.empty();
    }
  }

  private final class SimulatedConfig implements ConfigSource {
    @Override
    public FleetDefinition load() throws Rejected {
      if (!calm && random.nextInt(10) == 0) {
        throw new Rejected(
            List.of(
                new ConfigProblem("web.conf", 1, "", "", "simulated", "error", "web.conf:1: bad")));
      }
      return new FleetDefinition(configured, listeners, List.of());
    }

    @Override
    public List<GroupSpec> scaled(String program, int numprocs) throws Rejected {
      if (random.nextInt(20) == 0) {
        throw new Rejected(List.of(ConfigProblem.of("web.conf:1: simulated clash of ports")));
      }
      return configured.stream().map(group -> scaled(group, program, numprocs)).toList();
    }

    private GroupSpec scaled(GroupSpec group, String program, int numprocs) {
      List<ProcessSpec> all = new ArrayList<>();
      List<ProcessSpec> now =
          group.processes().stream().filter(p -> p.program().equals(program)).toList();
      for (ProcessSpec process : group.processes()) {
        if (!process.program().equals(program)) {
          all.add(process);
        }
      }
      for (int i = 0; i < numprocs && !now.isEmpty(); i++) {
        all.add(i < now.size() ? now.get(i) : Specs.named(now.getFirst(), "p" + i));
      }
      return new GroupSpec(group.name(), group.priority(), group.kind(), all);
    }

    @Override
    public ConfigChanges diff(List<GroupSpec> running, List<GroupSpec> loaded) {
      Map<String, GroupSpec> old = new HashMap<>();
      running.forEach(g -> old.put(g.name(), g));
      List<String> added = new ArrayList<>();
      List<String> changed = new ArrayList<>();
      for (GroupSpec group : loaded) {
        GroupSpec before = old.remove(group.name());
        if (before == null) {
          added.add(group.name());
        } else if (!before.equals(group)) {
          changed.add(group.name());
        }
      }
      return new ConfigChanges(added, changed, List.copyOf(old.keySet()));
    }

    @Override
    public ManagedProcess.LogFiles createLogs(ProcessSpec process) {
      return new ManagedProcess.LogFiles("", "");
    }
  }

  /** Proxies that switch soon, or take their time. */
  final class SimulatedRotation implements Rotation {
    final Set<Namespec> out = new HashSet<>();

    @Override
    public void takeOut(ManagedProcess process, Runnable done) {
      note("out of rotation: " + process.namespec());
      out.add(process.namespec());
      if (random.nextInt(3) == 0) {
        done.run();
      } else {
        after(random.nextInt(3_000), done);
      }
    }

    @Override
    public void putBack(ManagedProcess process) {
      note("back in rotation: " + process.namespec());
      out.remove(process.namespec());
    }

    @Override
    public void putBack(ManagedProcess process, Runnable in) {
      putBack(process);
      after(random.nextInt(1_000), in);
    }
  }

  /** A rolling restart never has more on its way than its rules allow. */
  private void checkRoll(Operation roll) {
    if (!roll.kind().equals("rolling-restart") || roll.progress().verdict().isPresent()) {
      return;
    }
    Map<String, Long> away = new HashMap<>();
    for (Operation.Line line : roll.progress().lines()) {
      if (!Set.of("pending", "done", "failed").contains(line.phase())) {
        away.merge(line.namespec().group(), 1L, Long::sum);
      }
    }
    away.forEach(
        (group, count) -> {
          if (count > mostAway) {
            throw broken(count + " of " + group + " are away at once");
          }
        });
  }

  /** Answers of the network: in a calm world the test's, else as they come, and some too late. */
  final class SimulatedProbes implements Probes {
    private record Asked(Address address, ProbeCourse course, Hearer hearer) {}

    private final List<Asked> asked = new ArrayList<>();
    int begun;

    @Override
    public Asking ask(Address address, ProbeCourse course, Hearer hearer) {
      begun++;
      Asked one = new Asked(address, course, hearer);
      asked.add(one);
      if (!calm) {
        after(random.nextInt(3_000), () -> flip(one, random.nextBoolean()));
      }
      return () -> {
        if (calm || random.nextBoolean()) {
          asked.remove(one);
        } else {
          after(random.nextInt(20_000), () -> asked.remove(one));
        }
      };
    }

    private void flip(Asked one, boolean yes) {
      if (!ended && asked.contains(one)) {
        one.hearer.heard(yes, yes ? "" : "connection refused");
        after(random.nextInt(20_000), () -> flip(one, !yes));
      }
    }

    /** How many are asked at the moment. */
    int asking() {
      return asked.size();
    }

    /** The one that was asked as the n-th, from 0, of those that are asked now. */
    Hearer hearer(int n) {
      return asked.get(n).hearer;
    }
  }

  /** States chain: every change starts where the last one ended. */
  private final class Invariants implements FleetListener {
    @Override
    public void processChanged(Namespec process, StateChange change, String cause) {
      note(process + " " + change.from() + " -> " + change.to() + " (" + cause + ")");
      StateName before = lastTold.getOrDefault(process, StateName.STOPPED);
      if (before != change.from() || change.from() == change.to()) {
        throw broken(process + " was told " + change + " but was " + before);
      }
      lastTold.put(process, change.to());
      onChange.accept(process, change);
    }

    @Override
    public void rollProgressed(Operation roll, Namespec process, String phase) {
      note(roll.kind() + " " + roll.id() + ": " + process + " " + phase);
      checkRoll(roll);
    }

    @Override
    public void rollEnded(Operation roll, Operation.Verdict verdict) {
      note(roll.kind() + " " + roll.id() + " ends: " + verdict);
    }

    @Override
    public void processRemoved(Namespec process) {
      note(process + " removed");
      lastTold.remove(process);
      rotation.out.remove(process);
    }

    @Override
    public void readinessChanged(Namespec process, boolean ready, String why) {
      note(process + (ready ? " is ready" : " is not ready") + (why.isEmpty() ? "" : ": " + why));
      boolean up =
          lastTold.get(process) == StateName.STARTING || lastTold.get(process) == StateName.RUNNING;
      if (ready && !up) {
        throw broken(process + " is told to be ready and is not up");
      }
    }

    @Override
    public void supervisorChanged(FleetSnapshot.SupervisorState state) {
      note("supervisor " + state);
    }

    @Override
    public void groupAdded(String group) {
      note("group added " + group);
    }

    @Override
    public void groupRemoved(String group) {
      note("group removed " + group);
      rotation.out.removeIf(n -> n.group().equals(group));
      lastTold.keySet().removeIf(n -> n.group().equals(group));
    }
  }

  private final class Sink implements DaemonLog {
    @Override
    public void log(Level level, String message) {
      note(level.code() + " " + message);
      if (message.contains("defect")) {
        throw broken(message);
      }
    }

    @Override
    public boolean isEnabled(Level level) {
      return level.number() >= Level.INFO.number();
    }
  }
}
