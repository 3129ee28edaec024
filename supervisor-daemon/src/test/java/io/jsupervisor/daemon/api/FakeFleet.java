package io.jsupervisor.daemon.api;

import io.jsupervisor.daemon.config.UpstreamSpec;
import io.jsupervisor.daemon.core.Autorestart;
import io.jsupervisor.daemon.core.Extensions;
import io.jsupervisor.daemon.core.LogSpec;
import io.jsupervisor.daemon.core.LogTarget;
import io.jsupervisor.daemon.core.Namespec;
import io.jsupervisor.daemon.core.ProbeSpec;
import io.jsupervisor.daemon.core.ProcessSpec;
import io.jsupervisor.daemon.core.Serving;
import io.jsupervisor.daemon.core.Signal;
import io.jsupervisor.daemon.core.StartRules;
import io.jsupervisor.daemon.core.StopRules;
import io.jsupervisor.daemon.fleet.Command;
import io.jsupervisor.daemon.fleet.ConfigChanges;
import io.jsupervisor.daemon.fleet.ConfigProblem;
import io.jsupervisor.daemon.fleet.Fault;
import io.jsupervisor.daemon.fleet.FaultException;
import io.jsupervisor.daemon.fleet.FleetControl;
import io.jsupervisor.daemon.fleet.FleetSnapshot;
import io.jsupervisor.daemon.fleet.Operation;
import io.jsupervisor.daemon.fleet.ProbeView;
import io.jsupervisor.daemon.fleet.ProcessResult;
import io.jsupervisor.daemon.fleet.ProcessView;
import io.jsupervisor.daemon.fleet.Target;
import io.jsupervisor.daemon.fleet.UpstreamView;
import io.jsupervisor.daemon.proxy.Instance;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;

/**
 * A fleet in memory: starts and stops take effect at once, except while it is told to hold
 * operations open.
 */
final class FakeFleet implements FleetControl {
  static final Instant STARTED = Instant.ofEpochSecond(1_790_000_000);

  private final Map<Namespec, ProcessView> processes = new TreeMap<>();
  private final Map<String, Operation> operations = new TreeMap<>();
  final List<String> asked = new ArrayList<>();
  boolean holdOpen;
  boolean badConfig;

  /** A process with a log; pid 0 is STOPPED, else RUNNING. */
  synchronized void add(String group, String name, int pid, String stdoutLog) {
    Namespec namespec = new Namespec(group, name);
    LogSpec log = new LogSpec(new LogTarget.None(), 0, 0, 0, false, false);
    ProcessSpec spec =
        new ProcessSpec(
            namespec,
            group,
            "sleep 1000",
            Optional.empty(),
            OptionalInt.empty(),
            Optional.empty(),
            999,
            new StartRules(true, Autorestart.UNEXPECTED, 1, 3, Set.of(0)),
            new StopRules(Signal.TERM, 10, false, false),
            false,
            log,
            log,
            Map.of("SECRET", "hidden"),
            Optional.empty(),
            false,
            new Extensions(
                Optional.of("127.0.0.1"), OptionalInt.of(8000), "http", Serving.DEFAULT, Map.of()));
    processes.put(namespec, view(spec, pid, stdoutLog));
  }

  private static ProcessView view(ProcessSpec spec, int pid, String log) {
    boolean up = pid > 0;
    Optional<Instant> started = up ? Optional.of(STARTED) : Optional.empty();
    return new ProcessView(
        spec,
        999,
        up ? 20 : 0,
        up ? "RUNNING" : "STOPPED",
        pid,
        started,
        Optional.empty(),
        0,
        "",
        Optional.empty(),
        log,
        "",
        up,
        "",
        started,
        1);
  }

  @Override
  public synchronized FleetSnapshot snapshot() {
    Map<String, List<ProcessView>> groups = new TreeMap<>();
    processes.forEach(
        (name, view) -> groups.computeIfAbsent(name.group(), g -> new ArrayList<>()).add(view));
    return new FleetSnapshot(
        FleetSnapshot.SupervisorState.RUNNING,
        STARTED,
        groups.entrySet().stream()
            .map(group -> new FleetSnapshot.GroupView(group.getKey(), 999, group.getValue()))
            .toList());
  }

  @Override
  public synchronized CompletableFuture<Operation> submit(Command command) {
    asked.add(command.toString());
    try {
      return CompletableFuture.completedFuture(begin(command));
    } catch (FaultException refused) {
      return CompletableFuture.failedFuture(refused);
    }
  }

  private Operation begin(Command command) {
    Target target =
        switch (command) {
          case Command.Start(Target wanted) -> wanted;
          case Command.Stop(Target wanted) -> wanted;
          case Command.Restart(Target wanted) -> wanted;
          case Command.SendSignal(Target wanted, Signal ignored) -> wanted;
          case Command.Reload(Target wanted) -> wanted;
          case Command.ClearLogs(Target wanted) -> wanted;
          case Command.Update ignored -> new Target.All();
          case Command.RollingRestart(Target wanted) -> wanted;
          case Command.RollingUpdate(List<String> ignored) -> new Target.All();
          case Command.Scale(String program, int ignored) -> new Target.Group(program);
        };
    List<Namespec> names = resolve(target);
    CompletableFuture<List<ProcessResult>> done = new CompletableFuture<>();
    Operation operation =
        new Operation(
            Integer.toString(operations.size() + 1),
            command.getClass().getSimpleName().toLowerCase(java.util.Locale.ROOT),
            STARTED,
            () ->
                names.stream().map(name -> new Operation.Line(name, Optional.empty(), "")).toList(),
            done);
    operations.put(operation.id(), operation);
    if (!holdOpen) {
      done.complete(names.stream().map(name -> perform(command, name)).toList());
    }
    return operation;
  }

  private ProcessResult perform(Command command, Namespec name) {
    ProcessView view = processes.get(name);
    boolean up = view.pid() > 0;
    int pid = up ? view.pid() : 4_000_000;
    if (command instanceof Command.Stop && !up) {
      return new ProcessResult(name, Fault.NOT_RUNNING, "STOPPED", name + " is not running");
    }
    if (command instanceof Command.Start && up) {
      return new ProcessResult(name, Fault.ALREADY_STARTED, "RUNNING", name + " already runs");
    }
    if (command instanceof Command.Stop) {
      pid = 0;
    }
    ProcessView after = view(view.spec(), pid, view.stdoutLogfile());
    processes.put(name, after);
    return new ProcessResult(name, Fault.SUCCESS, after.statename(), "OK");
  }

  private List<Namespec> resolve(Target target) {
    List<Namespec> names =
        switch (target) {
          case Target.All() -> List.copyOf(processes.keySet());
          case Target.Group(String group) ->
              processes.keySet().stream().filter(name -> name.group().equals(group)).toList();
          case Target.One(String group, String name) ->
              processes.keySet().stream().filter(new Namespec(group, name)::equals).toList();
        };
    if (names.isEmpty() && !(target instanceof Target.All)) {
      throw new FaultException(Fault.BAD_NAME, "no process or group is named " + target);
    }
    return names.stream().sorted(Comparator.naturalOrder()).toList();
  }

  @Override
  public synchronized Optional<Operation> operation(String id) {
    return Optional.ofNullable(operations.get(id));
  }

  @Override
  public synchronized List<Operation> operations() {
    return operations.values().stream().filter(o -> !o.done().isDone()).toList();
  }

  @Override
  public synchronized CompletableFuture<Operation> abort(String id) {
    Operation operation = operations.get(id);
    operation.done().complete(List.of());
    return CompletableFuture.completedFuture(operation);
  }

  @Override
  public CompletableFuture<ConfigChanges> reread() {
    return badConfig
        ? CompletableFuture.failedFuture(
            new FaultException(
                Fault.CANT_REREAD,
                "web.conf:3: [program:x] startsecs: one\nweb.conf:9: two",
                List.of(
                    new ConfigProblem(
                        "web.conf",
                        3,
                        "program:x",
                        "startsecs",
                        "one",
                        "error",
                        "web.conf:3: [program:x] startsecs: one"),
                    new ConfigProblem("web.conf", 9, "", "", "two", "error", "web.conf:9: two"))))
        : CompletableFuture.completedFuture(
            new ConfigChanges(List.of("new"), List.of("web"), List.of("old")));
  }

  @Override
  public CompletableFuture<List<UpstreamView>> upstreams() {
    UpstreamSpec spec =
        new UpstreamSpec(
            "app",
            List.of("web"),
            "nginx",
            Optional.of("/etc/nginx/conf.d/app.conf"),
            "least_conn",
            Optional.empty(),
            Optional.empty(),
            1,
            Map.of());
    return CompletableFuture.completedFuture(
        List.of(
            new UpstreamView(
                spec,
                Optional.of("nginx does not like it"),
                Optional.of(STARTED),
                List.of(
                    new UpstreamView.Member(
                        new Namespec("web", "web_00"),
                        "127.0.0.1",
                        8000,
                        1,
                        true,
                        true,
                        false,
                        2,
                        "",
                        false)),
                List.of(new Instance("web", "web_00", "127.0.0.1", 8000, "http", 1, true)))));
  }

  @Override
  public CompletableFuture<List<ProbeView>> probes(Namespec process) {
    ProbeSpec spec = new ProbeSpec(new ProbeSpec.Check.Tcp(), 1_000, 2_000, 3);
    return CompletableFuture.completedFuture(
        List.of(
            new ProbeView(false, spec, Optional.empty()),
            new ProbeView(
                true,
                spec,
                Optional.of(new ProbeView.Answer(false, "connection refused", STARTED, 2)))));
  }

  @Override
  public CompletableFuture<Void> addGroup(String name) {
    return name.equals("web")
        ? CompletableFuture.failedFuture(
            new FaultException(Fault.ALREADY_ADDED, "the group web runs already"))
        : note("add " + name);
  }

  @Override
  public CompletableFuture<Void> removeGroup(String name) {
    return name.equals("web")
        ? CompletableFuture.failedFuture(
            new FaultException(Fault.STILL_RUNNING, "stop the group web first"))
        : note("remove " + name);
  }

  @Override
  public CompletableFuture<Void> sendStdin(Namespec process, byte[] bytes) {
    return note("stdin " + process + " " + new String(bytes, StandardCharsets.UTF_8));
  }

  @Override
  public CompletableFuture<Void> tellListeners(String type, String data) {
    return note("tell " + type + " " + data);
  }

  @Override
  public CompletableFuture<Void> reload() {
    return note("reload");
  }

  @Override
  public CompletableFuture<Void> shutdown() {
    return note("shutdown");
  }

  @Override
  public CompletableFuture<Void> reopenLogs() {
    return note("reopen");
  }

  private synchronized CompletableFuture<Void> note(String text) {
    asked.add(text);
    return CompletableFuture.completedFuture(null);
  }
}
