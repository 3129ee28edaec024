package io.jsupervisor.daemon.rpc;

import io.jsupervisor.daemon.config.GroupSpec;
import io.jsupervisor.daemon.core.Namespec;
import io.jsupervisor.daemon.core.ProcessSpec;
import io.jsupervisor.daemon.fleet.ConfigChanges;
import io.jsupervisor.daemon.fleet.Fault;
import io.jsupervisor.daemon.fleet.FleetSnapshot;
import io.jsupervisor.daemon.fleet.ProcessView;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What is configured, and groups that come and go. */
final class ConfigMethods {
  private final RpcContext context;

  ConfigMethods(RpcContext context) {
    this.context = context;
  }

  List<RpcMethod> methods() {
    return List.of(
        RpcMethod.of(
            "reloadConfig",
            "array",
            "Reads the configuration and changes nothing that runs. Answers an array that holds one"
                + " array of three: the names of groups that were added, changed and removed.",
            call -> reread()),
        RpcMethod.of(
            "addProcessGroup",
            "boolean,string",
            "Takes up a group of the configuration that was read last.",
            this::add),
        RpcMethod.of(
            "removeProcessGroup",
            "boolean,string",
            "Gives up a group, all of whose processes are stopped.",
            call -> {
              String name = call.key(0);
              Asking.answer(context.fleet().removeGroup(name), name);
              return true;
            }),
        RpcMethod.of(
            "getAllConfigInfo",
            "array",
            "Tells what the configuration that was read last says of each process.",
            call -> configInfo()));
  }

  private Object reread() throws InterruptedException {
    ConfigChanges changes = Asking.answer(context.fleet().reread(), "");
    return List.of(List.of(changes.added(), changes.changed(), changes.removed()));
  }

  /** A group that runs, but is no longer configured, is a bad name. */
  private Object add(Arguments call) throws InterruptedException {
    String name = call.key(0);
    if (context.configured().get().stream().noneMatch(group -> group.name().equals(name))) {
      throw new RpcFault(Fault.BAD_NAME, name);
    }
    Asking.answer(context.fleet().addGroup(name), name);
    return true;
  }

  @SuppressWarnings("ReferenceEquality") // an equal spec that was read again is not taken up
  private Object configInfo() {
    Map<Namespec, ProcessView> active = new HashMap<>();
    Set<String> inUse = new HashSet<>();
    for (FleetSnapshot.GroupView group : context.fleet().snapshot().groups()) {
      inUse.add(group.name());
      group.processes().forEach(process -> active.put(process.spec().namespec(), process));
    }
    List<ConfigStruct> all = new ArrayList<>();
    for (GroupSpec group : context.configured().get()) {
      for (ProcessSpec spec : group.processes()) {
        ProcessView running = active.get(spec.namespec());
        // Logs of the daemon's own naming are known for the configuration that was taken up only.
        boolean takenUp = running != null && running.spec() == spec;
        all.add(
            new ConfigStruct(
                group,
                spec,
                inUse.contains(group.name()),
                takenUp ? running.stdoutLogfile() : "auto",
                takenUp ? running.stderrLogfile() : "auto"));
      }
    }
    all.sort(Comparator.comparing(ConfigStruct::name));
    return all;
  }
}
