package io.jsupervisor.daemon.rpc;

import io.jsupervisor.common.format.PythonInt;
import io.jsupervisor.daemon.core.Namespec;
import io.jsupervisor.daemon.core.Signal;
import io.jsupervisor.daemon.fleet.Command;
import io.jsupervisor.daemon.fleet.Fault;
import io.jsupervisor.daemon.fleet.FleetSnapshot;
import io.jsupervisor.daemon.fleet.ProcessResult;
import io.jsupervisor.daemon.fleet.ProcessView;
import io.jsupervisor.daemon.fleet.Target;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** What is sent to children: signals, input, words for event listeners. */
final class SignalMethods {
  private static final String SIGNAL = " The signal is a name, HUP or SIGHUP, or a number.";

  private final RpcContext context;
  private final Asking asking;

  SignalMethods(RpcContext context, Asking asking) {
    this.context = context;
    this.asking = asking;
  }

  List<RpcMethod> methods() {
    return List.of(
        RpcMethod.of(
            "signalProcess",
            "boolean,string,string",
            "Sends a signal to a process; with group:* to all of a group." + SIGNAL,
            call -> signal(ProcessName.of(call.name(0)), call.any(1))),
        RpcMethod.of(
            "signalProcessGroup",
            "array,string,string",
            "Sends a signal to every process of a group that has a child." + SIGNAL,
            call -> signal(ProcessName.ofGroup(call.key(0)), call.any(1))),
        RpcMethod.of(
            "signalAllProcesses",
            "array,string",
            "Sends a signal to every process that has a child." + SIGNAL,
            call -> statuses(new Target.All(), context.fleet().snapshot().groups(), call.any(0))),
        RpcMethod.of(
            "sendProcessStdin",
            "boolean,string,string",
            "Writes text, as UTF-8, to the standard input of a process.",
            this::sendStdin),
        RpcMethod.of(
                "sendRemoteCommEvent",
                "boolean,string,string",
                "Sends an event of type REMOTE_COMMUNICATION to the event listeners.",
                call -> {
                  Asking.answer(
                      context
                          .fleet()
                          .tellListeners(
                              Arguments.shown(call.any(0)), Arguments.shown(call.any(1))),
                      "");
                  return true;
                })
            .whileStopping());
  }

  private Object signal(ProcessName name, Object given) throws InterruptedException {
    FleetSnapshot fleet = context.fleet().snapshot();
    name.check(fleet);
    if (name.process().isEmpty()) {
      return statuses(name.target(), List.of(name.groupIn(fleet)), given);
    }
    Signal signal = signal(given).orElseThrow(() -> unknown(given));
    return Asking.single(sent(name.target(), name.given(), signal), name.given());
  }

  private List<ProcessResult> sent(Target target, String given, Signal signal)
      throws InterruptedException {
    return Asking.settled(asking.begin(new Command.SendSignal(target, signal), given));
  }

  /** A signal that does not exist is a fault of each process that it would have reached. */
  private List<Map<String, Object>> statuses(
      Target target, List<FleetSnapshot.GroupView> groups, Object given)
      throws InterruptedException {
    Optional<Signal> signal = signal(given);
    if (signal.isPresent()) {
      return Asking.statuses(sent(target, "", signal.get()));
    }
    return groups.stream()
        .flatMap(group -> InfoMethods.byPriority(group).stream())
        .filter(SignalMethods::isSignallable)
        .map(process -> Asking.status(process.spec().namespec(), Optional.of(unknown(given))))
        .toList();
  }

  private static boolean isSignallable(ProcessView process) {
    return switch (process.statename()) {
      case "STARTING", "RUNNING", "STOPPING" -> true;
      default -> false;
    };
  }

  private static RpcFault unknown(Object given) {
    return new RpcFault(Fault.BAD_SIGNAL, Arguments.shown(given));
  }

  private static Optional<Signal> signal(Object given) {
    return switch (given) {
      case Long number -> numbered(number);
      case Double number -> numbered(number.longValue());
      case Boolean flag -> numbered(flag ? 1 : 0);
      case String text -> signal(text);
      case null, default -> throw new BadValueException("a signal is a name or a number, not this");
    };
  }

  private static Optional<Signal> signal(String text) {
    OptionalLong number = PythonInt.parse(text);
    return number.isPresent() ? numbered(number.getAsLong()) : Signal.named(text);
  }

  /** The numbers that have a name on Linux; 0 asks whether the child is there. */
  private static Optional<Signal> numbered(long number) {
    boolean named = (number >= 0 && number <= 31) || number == 34 || number == 64;
    return named ? Optional.of(new Signal((int) number)) : Optional.empty();
  }

  private Object sendStdin(Arguments call) throws InterruptedException {
    if (!(call.any(1) instanceof String text)) {
      throw call.any(1) == null
          ? new RpcFault(Fault.INCORRECT_PARAMETERS)
          : new RpcFault(Fault.INCORRECT_PARAMETERS, Arguments.shown(call.any(1)));
    }
    ProcessName name = ProcessName.of(call.name(0));
    Namespec process = name.processIn(context.fleet().snapshot()).spec().namespec();
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    Asking.answer(context.fleet().sendStdin(process, bytes), name.given());
    return true;
  }
}
