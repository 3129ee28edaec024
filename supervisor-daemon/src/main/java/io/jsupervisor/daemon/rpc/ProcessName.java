package io.jsupervisor.daemon.rpc;

import io.jsupervisor.daemon.fleet.Fault;
import io.jsupervisor.daemon.fleet.FleetSnapshot;
import io.jsupervisor.daemon.fleet.FleetSnapshot.GroupView;
import io.jsupervisor.daemon.fleet.ProcessView;
import io.jsupervisor.daemon.fleet.Target;
import java.util.Optional;

/**
 * A name as a client gives it: {@code process}, {@code group:process}, {@code group:*}.
 *
 * @param process empty for the whole group
 */
record ProcessName(String given, String group, Optional<String> process) {
  static ProcessName of(String given) {
    int colon = given.indexOf(':');
    if (colon < 0) {
      return new ProcessName(given, given, Optional.of(given));
    }
    String process = given.substring(colon + 1);
    return new ProcessName(
        given,
        given.substring(0, colon),
        process.isEmpty() || process.equals("*") ? Optional.empty() : Optional.of(process));
  }

  static ProcessName ofGroup(String group) {
    return new ProcessName(group, group, Optional.empty());
  }

  Target target() {
    return process.<Target>map(name -> new Target.One(group, name)).orElse(new Target.Group(group));
  }

  GroupView groupIn(FleetSnapshot fleet) {
    return fleet.groups().stream()
        .filter(candidate -> candidate.name().equals(group))
        .findFirst()
        .orElseThrow(this::unknown);
  }

  /** The process; a whole group is none. */
  ProcessView processIn(FleetSnapshot fleet) {
    String wanted = process.orElseThrow(this::unknown);
    return groupIn(fleet).processes().stream()
        .filter(candidate -> candidate.spec().namespec().name().equals(wanted))
        .findFirst()
        .orElseThrow(this::unknown);
  }

  /** Ends the call unless there is such a process or group. */
  void check(FleetSnapshot fleet) {
    if (process.isPresent()) {
      processIn(fleet);
    } else {
      groupIn(fleet);
    }
  }

  private RpcFault unknown() {
    return new RpcFault(Fault.BAD_NAME, given);
  }
}
