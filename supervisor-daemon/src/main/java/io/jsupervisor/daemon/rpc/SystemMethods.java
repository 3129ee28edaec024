package io.jsupervisor.daemon.rpc;

import io.jsupervisor.daemon.fleet.Fault;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What an XML-RPC server tells of itself, and many calls in one. */
final class SystemMethods {
  private static final String MULTICALL = "system.multicall";

  private final RpcServer server;

  SystemMethods(RpcServer server) {
    this.server = server;
  }

  List<RpcMethod> methods() {
    return List.of(
        method(
            "system.listMethods",
            "array",
            "Tells the names of all methods.",
            call -> List.copyOf(server.names())),
        method(
            "system.methodHelp",
            "string,string",
            "Tells what a method does.",
            call -> described(call).help()),
        method(
            "system.methodSignature",
            "array,string",
            "Tells the type that a method returns, then those of its parameters.",
            call -> described(call).types()),
        method(
            MULTICALL,
            "array,array",
            "Makes calls one after another. Each is a struct of methodName and params; the answers"
                + " are bare values, or structs of faultCode and faultString.",
            this::multicall));
  }

  private static RpcMethod method(
      String name, String types, String help, RpcMethod.Handler handler) {
    List<String> all = List.of(types.split(","));
    return new RpcMethod(name, all, all.size() - 1, true, help, handler);
  }

  private RpcMethod described(Arguments call) {
    return server
        .find(Arguments.shown(call.any(0)))
        .orElseThrow(() -> new RpcFault(Fault.SIGNATURE_UNSUPPORTED));
  }

  private Object multicall(Arguments call) throws InterruptedException {
    if (!(call.any(0) instanceof List<?> calls)) {
      throw new RpcFault(Fault.INCORRECT_PARAMETERS);
    }
    List<Object> answers = new ArrayList<>();
    for (Object one : calls) {
      if (!(one instanceof Map<?, ?> struct)) {
        throw new BadValueException("a call in a multicall is a struct");
      }
      answers.add(answer(struct));
    }
    return answers;
  }

  private Object answer(Map<?, ?> call) throws InterruptedException {
    try {
      return server.call(name(call), params(call));
    } catch (RpcFault fault) {
      return struct(fault.fault(), fault.text());
    } catch (BadValueException bad) {
      return struct(Fault.FAILED, "FAILED: " + bad.getMessage());
    }
  }

  private static String name(Map<?, ?> call) {
    Object name = call.get("methodName");
    if (name == null) {
      throw new RpcFault(Fault.INCORRECT_PARAMETERS, "No methodName");
    }
    if (name.equals(MULTICALL)) {
      throw new RpcFault(Fault.INCORRECT_PARAMETERS, "Recursive system.multicall forbidden");
    }
    if (name instanceof String text) {
      return text;
    }
    throw new BadValueException("methodName is no string");
  }

  private static List<Object> params(Map<?, ?> call) {
    if (!call.containsKey("params")) {
      return List.of();
    }
    if (!(call.get("params") instanceof List<?> params)) {
      throw new RpcFault(Fault.INCORRECT_PARAMETERS);
    }
    return new ArrayList<>(params);
  }

  private static Map<String, Object> struct(Fault fault, String text) {
    Map<String, Object> struct = new LinkedHashMap<>();
    struct.put("faultCode", fault.code());
    struct.put("faultString", text);
    return struct;
  }
}
