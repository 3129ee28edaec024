package io.jsupervisor.daemon.rpc;

import io.jsupervisor.daemon.core.Namespec;
import io.jsupervisor.daemon.fleet.Command;
import io.jsupervisor.daemon.fleet.Fault;
import io.jsupervisor.daemon.fleet.FleetSnapshot;
import io.jsupervisor.daemon.fleet.Operation;
import io.jsupervisor.daemon.fleet.ProcessResult;
import io.jsupervisor.daemon.fleet.ProcessView;
import io.jsupervisor.daemon.fleet.Target;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/** Starting and stopping. */
final class ControlMethods {
  private static final String WAIT = " With wait it answers when that is done, else at once.";
  private static final String ARRAY = " Answers a status struct for each process it touched.";

  /** A start that is not waited for still tells what kept it from being spawned. */
  private static final long SPAWN_PATIENCE_SECONDS = 5;

  private static final long LOOK_NANOS = 2_000_000;

  private final RpcContext context;
  private final Asking asking;

  ControlMethods(RpcContext context, Asking asking) {
    this.context = context;
    this.asking = asking;
  }

  List<RpcMethod> methods() {
    return List.of(
        RpcMethod.of(
                "startProcess",
                "boolean,string,boolean",
                "Starts a process; of group:* all that are not up." + WAIT,
                call -> start(ProcessName.of(call.name(0)), call.flagOrTrue(1)))
            .lastOptional(),
        RpcMethod.of(
                "startProcessGroup",
                "array,string,boolean",
                "Starts what is not up in a group." + WAIT + ARRAY,
                call -> start(ProcessName.ofGroup(call.key(0)), call.flagOrTrue(1)))
            .lastOptional(),
        RpcMethod.of(
                "startAllProcesses",
                "array,boolean",
                "Starts everything that is not up." + WAIT + ARRAY,
                call -> Asking.statuses(start(new Target.All(), "", call.flagOrTrue(0))))
            .lastOptional(),
        RpcMethod.of(
                "stopProcess",
                "boolean,string,boolean",
                "Stops a process; of group:* all that are up." + WAIT,
                call -> stop(ProcessName.of(call.name(0)), call.flagOrTrue(1)))
            .lastOptional(),
        RpcMethod.of(
                "stopProcessGroup",
                "array,string,boolean",
                "Stops what is up in a group." + WAIT + ARRAY,
                call -> stop(ProcessName.ofGroup(call.key(0)), call.flagOrTrue(1)))
            .lastOptional(),
        RpcMethod.of(
                "stopAllProcesses",
                "array,boolean",
                "Stops everything that is up." + WAIT + ARRAY,
                call -> Asking.statuses(stop(new Target.All(), "", call.flagOrTrue(0))))
            .lastOptional());
  }

  private Object start(ProcessName name, boolean wait) throws InterruptedException {
    name.check(context.fleet().snapshot());
    List<ProcessResult> results = start(name.target(), name.given(), wait);
    return name.process().isEmpty()
        ? Asking.statuses(results)
        : (Object) Asking.single(results, name.given());
  }

  private List<ProcessResult> start(Target target, String given, boolean wait)
      throws InterruptedException {
    Operation operation = asking.begin(new Command.Start(target), given);
    return wait ? Asking.settled(operation) : spawned(operation);
  }

  /** What is known of each process once its spawn is answered. */
  private List<ProcessResult> spawned(Operation operation) {
    long begun = context.clock().ticks().nanos();
    long patience = SPAWN_PATIENCE_SECONDS * 1_000_000_000L;
    while (spawning(operation) && context.clock().ticks().nanos() - begun < patience) {
      LockSupport.parkNanos(this, LOOK_NANOS);
    }
    List<ProcessResult> results = new ArrayList<>();
    for (Operation.Line line : operation.progress().lines()) {
      results.add(
          line.result()
              // On its way down: nobody waits to see it not come up.
              .filter(result -> result.fault() != Fault.ABNORMAL_TERMINATION)
              .orElseGet(() -> fine(line.namespec())));
    }
    return results;
  }

  private boolean spawning(Operation operation) {
    Map<Namespec, ProcessView> views = new HashMap<>();
    for (FleetSnapshot.GroupView group : context.fleet().snapshot().groups()) {
      group.processes().forEach(process -> views.put(process.spec().namespec(), process));
    }
    for (Operation.Line line : operation.progress().lines()) {
      ProcessView view = views.get(line.namespec());
      boolean ordered = view != null && view.statename().equals("STARTING") && view.pid() == 0;
      if (ordered && line.result().isEmpty()) {
        return true;
      }
    }
    return false;
  }

  private static ProcessResult fine(Namespec process) {
    return new ProcessResult(process, Fault.SUCCESS, "", "OK");
  }

  private Object stop(ProcessName name, boolean wait) throws InterruptedException {
    name.check(context.fleet().snapshot());
    List<ProcessResult> results = stop(name.target(), name.given(), wait);
    return name.process().isEmpty()
        ? Asking.statuses(results)
        : (Object) Asking.single(results, name.given());
  }

  private List<ProcessResult> stop(Target target, String given, boolean wait)
      throws InterruptedException {
    Operation operation = asking.begin(new Command.Stop(target), given);
    if (wait) {
      return Asking.settled(operation).stream().map(ControlMethods::stopped).toList();
    }
    return operation.progress().lines().stream()
        .map(line -> line.result().map(ControlMethods::stopped).orElse(fine(line.namespec())))
        .toList();
  }

  /** A child that could not be signalled counts as down, but nobody stopped it. */
  private static ProcessResult stopped(ProcessResult result) {
    return result.ok() && result.state().equals("UNKNOWN")
        ? new ProcessResult(
            result.namespec(),
            Fault.FAILED,
            result.state(),
            "unknown problem killing " + result.namespec().name() + "; its state is UNKNOWN")
        : result;
  }
}
