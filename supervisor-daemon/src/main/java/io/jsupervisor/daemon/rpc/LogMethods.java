package io.jsupervisor.daemon.rpc;

import io.jsupervisor.daemon.core.Namespec;
import io.jsupervisor.daemon.fleet.Command;
import io.jsupervisor.daemon.fleet.Fault;
import io.jsupervisor.daemon.fleet.FleetSnapshot;
import io.jsupervisor.daemon.fleet.ProcessResult;
import io.jsupervisor.daemon.fleet.ProcessView;
import io.jsupervisor.daemon.fleet.Target;
import io.jsupervisor.daemon.streams.Channel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reading, tailing and clearing logs. */
final class LogMethods {
  private static final String READ =
      "Reads length bytes of the %s from offset; length 0 reads to the end, and a negative offset,"
          + " with length 0, the last bytes.";
  private static final String TAIL =
      "Reads at most length bytes of a log from offset, or its last length bytes where it has"
          + " grown beyond them. Answers the text, the offset of the log's end, and whether it had"
          + " grown beyond.";

  private final RpcContext context;
  private final Asking asking;

  LogMethods(RpcContext context, Asking asking) {
    this.context = context;
    this.asking = asking;
  }

  List<RpcMethod> methods() {
    RpcMethod readMain =
        RpcMethod.of("readLog", "string,int,int", READ.formatted("main log"), this::readMain);
    RpcMethod readStdout = read("readProcessStdoutLog", Channel.STDOUT);
    RpcMethod tailStdout = tail("tailProcessStdoutLog", Channel.STDOUT);
    RpcMethod clear =
        RpcMethod.of(
            "clearProcessLogs",
            "boolean,string",
            "Removes the logs of a process and begins them anew.",
            this::clear);
    return List.of(
        readMain,
        readMain.alias("readMainLog"),
        readStdout,
        readStdout.alias("readProcessLog"),
        read("readProcessStderrLog", Channel.STDERR),
        tailStdout,
        tailStdout.alias("tailProcessLog"),
        tail("tailProcessStderrLog", Channel.STDERR),
        clear,
        clear.alias("clearProcessLog"),
        RpcMethod.of(
            "clearAllProcessLogs",
            "array",
            "Removes the logs of every process and begins them anew.",
            call -> clearAll()),
        RpcMethod.of(
            "clearLog",
            "boolean",
            "Removes the main log and begins it anew.",
            call -> clearMain()));
  }

  private RpcMethod read(String name, Channel channel) {
    String help = READ.formatted("log of a process");
    return RpcMethod.of(
        name,
        "string,string,int,int",
        help,
        call -> LogRange.read(existing(log(call, channel)), call.whole(1), call.whole(2)));
  }

  private RpcMethod tail(String name, Channel channel) {
    return RpcMethod.of(
        name,
        "array,string,int,int",
        TAIL,
        call -> {
          Optional<Path> log = log(call, channel).filter(Files::exists);
          return log.isEmpty()
              ? List.of("", 0, false)
              : LogRange.tail(log.get(), call.whole(1), call.whole(2));
        });
  }

  private Optional<Path> log(Arguments call, Channel channel) {
    ProcessView process = ProcessName.of(call.name(0)).processIn(context.fleet().snapshot());
    String file =
        switch (channel) {
          case STDOUT -> process.stdoutLogfile();
          case STDERR -> process.stderrLogfile();
        };
    return file.isEmpty() ? Optional.empty() : Optional.of(Path.of(file));
  }

  private static Path existing(Optional<Path> log) {
    Path file = log.orElseThrow(() -> new RpcFault(Fault.NO_FILE));
    if (!Files.exists(file)) {
      throw new RpcFault(Fault.NO_FILE, file.toString());
    }
    return file;
  }

  private Object readMain(Arguments call) {
    Path log = existing(context.mainLog().file());
    return LogRange.read(log, call.whole(0), call.whole(1));
  }

  private Object clearMain() throws InterruptedException {
    if (context.mainLog().file().filter(Files::exists).isEmpty()) {
      throw new RpcFault(Fault.NO_FILE);
    }
    try {
      Asking.answer(context.mainLog().clear().get(), "");
    } catch (IllegalStateException refused) {
      throw new RpcFault(Fault.FAILED);
    }
    return true;
  }

  private Object clear(Arguments call) throws InterruptedException {
    ProcessName name = ProcessName.of(call.name(0));
    name.processIn(context.fleet().snapshot());
    return Asking.single(
        cleared(name.target(), name.given()).stream()
            .map(result -> named(result, name.given()))
            .toList(),
        name.given());
  }

  private List<ProcessResult> cleared(Target target, String given) throws InterruptedException {
    return Asking.settled(asking.begin(new Command.ClearLogs(target), given));
  }

  private static ProcessResult named(ProcessResult result, String name) {
    return result.ok()
        ? result
        : new ProcessResult(result.namespec(), result.fault(), result.state(), name);
  }

  /** In the order of priority, as the classic tool goes through them one by one. */
  private Object clearAll() throws InterruptedException {
    FleetSnapshot fleet = context.fleet().snapshot();
    Map<Namespec, ProcessResult> results = new HashMap<>();
    cleared(new Target.All(), "").forEach(result -> results.put(result.namespec(), result));
    List<ProcessResult> ordered = new ArrayList<>();
    for (FleetSnapshot.GroupView group : fleet.groups()) {
      for (ProcessView process : InfoMethods.byPriority(group)) {
        ProcessResult result = results.get(process.spec().namespec());
        if (result != null) {
          ordered.add(named(result, process.spec().namespec().display()));
        }
      }
    }
    return Asking.statuses(ordered);
  }
}
