package io.jsupervisor.daemon.rpc;

import io.jsupervisor.common.format.PythonText;
import io.jsupervisor.common.xmlrpc.XmlRpcCall;
import io.jsupervisor.daemon.fleet.Fault;
import io.jsupervisor.daemon.fleet.FleetSnapshot.SupervisorState;
import io.jsupervisor.daemon.log.DaemonLog;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** The methods of the classic interface by their names, and the order in which a call is judged. */
public final class RpcServer {
  private final RpcContext context;
  private final SortedMap<String, RpcMethod> methods = new TreeMap<>();

  public RpcServer(RpcContext context) {
    this.context = context;
    Asking asking = new Asking(context.fleet());
    Stream.of(
            new DaemonMethods(context).methods(),
            new ConfigMethods(context).methods(),
            new InfoMethods(context).methods(),
            new ControlMethods(context, asking).methods(),
            new SignalMethods(context, asking).methods(),
            new LogMethods(context, asking).methods(),
            new SystemMethods(this).methods())
        .flatMap(List::stream)
        .forEach(method -> methods.put(method.name(), method));
  }

  /** As {@link #call}, and says so in the main log as the classic tool does. */
  public Object answer(XmlRpcCall call) throws InterruptedException {
    trace(() -> "XML-RPC method called: " + call.method() + "()");
    try {
      Object value = call(call.method(), call.params());
      trace(() -> "XML-RPC method " + call.method() + "() returned successfully");
      return value;
    } catch (RpcFault fault) {
      trace(
          () ->
              "XML-RPC method %s() returned fault: [%d] %s"
                  .formatted(call.method(), fault.fault().code(), fault.text()));
      throw fault;
    } catch (BadValueException bad) {
      context
          .log()
          .critical(
              "XML-RPC method " + call.method() + "() was given a bad value: " + bad.getMessage());
      throw bad;
    }
  }

  private void trace(Supplier<String> message) {
    if (context.log().isEnabled(DaemonLog.Level.TRACE)) {
      context.log().log(DaemonLog.Level.TRACE, message.get());
    }
  }

  /**
   * Says in the main log that a request could not be read.
   *
   * @param data its beginning
   * @param why {@code unmarshallable} or {@code no method name}
   */
  public void invalid(String data, String why) {
    context.log().error("XML-RPC request data " + PythonText.repr(data) + " is invalid: " + why);
  }

  /**
   * Answers a call. Waits where the classic tool defers its answer.
   *
   * @return what {@link io.jsupervisor.common.xmlrpc.XmlRpcWriter} can write
   * @throws RpcFault when the answer is a fault
   * @throws BadValueException when the classic tool has an internal error instead
   */
  public Object call(String name, List<Object> params) throws InterruptedException {
    RpcMethod method = find(name).orElseThrow(() -> new RpcFault(Fault.UNKNOWN_METHOD));
    if (!method.takes(params.size())) {
      throw new RpcFault(Fault.INCORRECT_PARAMETERS);
    }
    if (!method.alsoWhileStopping()
        && context.fleet().snapshot().state() != SupervisorState.RUNNING) {
      throw new RpcFault(Fault.SHUTDOWN_STATE);
    }
    return method.handler().answer(new Arguments(params));
  }

  /** The last bytes of what a process wrote to stdout. */
  public String endOfLog(String process, long bytes) throws InterruptedException, IOException {
    Object slice = call("supervisor.readProcessLog", List.of(process, -bytes, 0L));
    return ((LogSlice) slice).text();
  }

  Optional<RpcMethod> find(String name) {
    return Optional.ofNullable(methods.get(name));
  }

  /** Sorted. */
  Set<String> names() {
    return methods.keySet();
  }
}
