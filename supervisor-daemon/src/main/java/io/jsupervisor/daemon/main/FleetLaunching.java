package io.jsupervisor.daemon.main;

import io.jsupervisor.daemon.config.GroupSpec.FcgiSocket;
import io.jsupervisor.daemon.config.SocketSpec;
import io.jsupervisor.daemon.core.ProbeSpec;
import io.jsupervisor.daemon.core.ProcessSpec;
import io.jsupervisor.daemon.fleet.CommandRunner;
import io.jsupervisor.daemon.fleet.Fault;
import io.jsupervisor.daemon.fleet.Launching;
import io.jsupervisor.daemon.log.DaemonLog;
import io.jsupervisor.daemon.os.LaunchFault;
import io.jsupervisor.daemon.os.LaunchPlan;
import io.jsupervisor.daemon.os.LaunchPlanner;
import io.jsupervisor.daemon.os.Planned;
import io.jsupervisor.daemon.os.Processes.SpawnResult;
import io.jsupervisor.daemon.streams.Streams;
import io.jsupervisor.daemon.streams.Streams.LogOpenException;
import io.jsupervisor.daemon.streams.Streams.OpenLogs;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** Looks commands up and opens logs, on preparing threads. */
final class FleetLaunching implements Launching {
  private final LaunchPlanner planner;
  private final Streams streams;
  private final FastcgiSockets sockets;
  private final HeldSockets held;
  private final DaemonLog log;
  private final NotifyFolder notify;

  FleetLaunching(
      LaunchPlanner planner,
      Streams streams,
      FastcgiSockets sockets,
      HeldSockets held,
      NotifyFolder notify,
      DaemonLog log) {
    this.planner = planner;
    this.streams = streams;
    this.sockets = sockets;
    this.held = held;
    this.log = log;
    this.notify = notify;
  }

  @Override
  public Prepared prepare(
      ProcessSpec spec,
      String stdoutLogfile,
      String stderrLogfile,
      Optional<CompletableFuture<Integer>> socket,
      Consumer<Prepared.Ready> opening) {
    Optional<Integer> stdin;
    List<Integer> listeners;
    try {
      stdin = socket.map(CompletableFuture::join);
      listeners = held.descriptors(spec.extensions().serving().sockets());
    } catch (CompletionException failed) {
      return noSocket(failed.getCause().getMessage());
    } catch (HeldSockets.NotHeldException missing) {
      return noSocket(missing.getMessage());
    }
    return switch (planner.plan(spec)) {
      case Planned.Refused(String spawnerr, LaunchFault fault) ->
          new Prepared.Refused(spawnerr, fault);
      case Planned.Ready(var plan, Optional<LaunchFault> fault) -> {
        try {
          LaunchPlan told = withNotifySocket(spec, plan).withDescriptors(listeners);
          yield openLogs(
              spec,
              stdoutLogfile,
              stderrLogfile,
              stdin.map(told::withStdin).orElse(told),
              fault,
              opening);
        } catch (IOException refused) {
          String why = "readiness=notify: " + refused.getMessage();
          yield new Prepared.Refused(why, new LaunchFault("creating the socket", "", why));
        }
      }
    };
  }

  private LaunchPlan withNotifySocket(ProcessSpec spec, LaunchPlan plan) throws IOException {
    boolean notifies =
        spec.extensions().serving().readiness().map(ProbeSpec::check).orElse(null)
            instanceof ProbeSpec.Check.Notify;
    return notifies ? plan.withVariable("NOTIFY_SOCKET", notify.path().toString()) : plan;
  }

  private static Prepared noSocket(String why) {
    return new Prepared.Refused(why, new LaunchFault("creating the socket", "", why));
  }

  @Override
  public Holding holdSockets(List<SocketSpec> all, Predicate<SocketSpec> wanted) {
    return held.hold(all, wanted, log);
  }

  @Override
  public void releaseSockets(Set<String> keep) {
    held.release(keep, log);
  }

  @Override
  public int openSocket(FcgiSocket address) {
    return sockets.open(address);
  }

  @Override
  public void closeSocket(FcgiSocket address, int descriptor) {
    sockets.close(address, descriptor);
  }

  private Prepared openLogs(
      ProcessSpec spec,
      String stdoutLogfile,
      String stderrLogfile,
      LaunchPlan plan,
      Optional<LaunchFault> fault,
      Consumer<Prepared.Ready> opening) {
    CompletableFuture<OpenLogs> logs = new CompletableFuture<>();
    Prepared.Ready ready = new Prepared.Ready(plan, logs, fault);
    opening.accept(ready);
    try {
      logs.complete(streams.openLogs(spec, stdoutLogfile, stderrLogfile));
      return ready;
    } catch (LogOpenException | RuntimeException failure) {
      logs.completeExceptionally(failure);
      return refused(spec, failure);
    }
  }

  private static Prepared refused(ProcessSpec spec, Throwable failure) {
    String errno = failure instanceof LogOpenException log ? log.errno() : failure.toString();
    String name = spec.namespec().name();
    String spawnerr =
        errno.equals("EMFILE")
            ? "too many open files to spawn '" + name + "'"
            : "unknown error making dispatchers for '" + name + "': " + errno;
    return new Prepared.Refused(
        spawnerr, new LaunchFault("opening the logs", errno, String.valueOf(failure.getMessage())));
  }

  @Override
  public Prepared standIn(ProcessSpec spec, Prepared.Ready refused, SpawnResult.Failed failed) {
    return switch (planner.standIn(spec, refused.plan(), failed)) {
      case Planned.Ready(var plan, var fault) -> new Prepared.Ready(plan, refused.logs(), fault);
      case Planned.Refused(String spawnerr, LaunchFault fault) -> {
        refused.discard();
        yield new Prepared.Refused(spawnerr, fault);
      }
    };
  }

  @Override
  public PreparedCommand command(CommandRunner.Run run) {
    return PreparedCommand.of(
        planner.command(run.words(), run.directory(), run.environment(), run.user()));
  }

  @Override
  public PreparedCommand commandAs(ProcessSpec program, String command) {
    return PreparedCommand.of(planner.planBeside(program, command));
  }

  @Override
  public Optional<Unstartable> check(ProcessSpec spec) {
    return switch (planner.plan(spec)) {
      case Planned.Ready ignored -> Optional.empty();
      case Planned.Refused(String spawnerr, LaunchFault fault) ->
          Optional.of(new Unstartable(faultOf(spawnerr, fault), spawnerr));
    };
  }

  private static Fault faultOf(String spawnerr, LaunchFault fault) {
    if (fault.step().equals(LaunchPlanner.ENVIRONMENT_STEP)) {
      return Fault.SPAWN_ERROR;
    }
    return spawnerr.startsWith("can't find command") ? Fault.NO_FILE : Fault.NOT_EXECUTABLE;
  }
}
