package io.jsupervisor.daemon.rpc;

import io.jsupervisor.daemon.fleet.FleetSnapshot.SupervisorState;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The daemon itself. */
final class DaemonMethods {
  private final RpcContext context;

  DaemonMethods(RpcContext context) {
    this.context = context;
  }

  List<RpcMethod> methods() {
    RpcMethod version =
        RpcMethod.of(
            "getAPIVersion",
            "string",
            "Tells the version of this interface.",
            call -> context.apiVersion());
    return List.of(
        version,
        version.alias("getVersion"),
        RpcMethod.of(
            "getSupervisorVersion",
            "string",
            "Tells the release of supervisor whose behaviour this daemon gives.",
            call -> context.classicVersion()),
        RpcMethod.of(
            "getIdentification",
            "string",
            "Tells the daemon's identifier.",
            call -> context.identifier().get()),
        RpcMethod.of("getState", "struct", "Tells the daemon's state.", call -> state()),
        RpcMethod.of("getPID", "int", "Tells the daemon's pid.", call -> context.pid()),
        RpcMethod.of(
            "shutdown",
            "boolean",
            "Stops everything and ends the daemon; answers before that begins.",
            call -> {
              Asking.answer(context.fleet().shutdown(), "");
              return true;
            }),
        RpcMethod.of(
            "restart",
            "boolean",
            "Stops everything and starts anew from the files; answers before that begins. Files"
                + " that do not load are refused, and everything goes on.",
            call -> {
              Asking.answer(context.fleet().reload(), "");
              return true;
            }));
  }

  private Map<String, Object> state() {
    SupervisorState state = context.fleet().snapshot().state();
    Map<String, Object> struct = new LinkedHashMap<>();
    struct.put("statecode", state.code());
    struct.put("statename", state.name());
    return struct;
  }
}
