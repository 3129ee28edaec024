package io.jsupervisor.daemon.rpc;

import io.jsupervisor.daemon.core.Namespec;
import io.jsupervisor.daemon.fleet.Command;
import io.jsupervisor.daemon.fleet.Fault;
import io.jsupervisor.daemon.fleet.FaultException;
import io.jsupervisor.daemon.fleet.FleetControl;
import io.jsupervisor.daemon.fleet.Operation;
import io.jsupervisor.daemon.fleet.ProcessResult;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/** Requests to the fleet, and what it refuses, in the words of the classic interface. */
final class Asking {
  private final FleetControl fleet;

  Asking(FleetControl fleet) {
    this.fleet = fleet;
  }

  /** Begins a command. */
  Operation begin(Command command, String given) throws InterruptedException {
    return answer(fleet.submit(command), given);
  }

  /** Waits until every process is settled, however long that takes. */
  static List<ProcessResult> settled(Operation operation) throws InterruptedException {
    return answer(operation.done(), "");
  }

  /**
   * Waits for the fleet.
   *
   * @param given what the client named, for the fault's text
   */
  static <T> T answer(CompletableFuture<T> future, String given) throws InterruptedException {
    try {
      return future.get();
    } catch (ExecutionException failed) {
      if (!(failed.getCause() instanceof FaultException refused)) {
        throw new IllegalStateException(failed.getCause());
      }
      throw switch (refused.fault()) {
        case SHUTDOWN_STATE -> new RpcFault(Fault.SHUTDOWN_STATE);
        case CANT_REREAD, FAILED -> new RpcFault(refused.fault(), refused.getMessage());
        default -> new RpcFault(refused.fault(), given);
      };
    }
  }

  /** The fault of one process, if what was asked for did not come about. */
  static Optional<RpcFault> fault(ProcessResult result, String given) {
    return switch (result.fault()) {
      case SUCCESS -> Optional.empty();
      case SHUTDOWN_STATE -> Optional.of(new RpcFault(Fault.SHUTDOWN_STATE));
      case NO_FILE, NOT_EXECUTABLE, FAILED ->
          Optional.of(new RpcFault(result.fault(), result.message()));
      default -> Optional.of(new RpcFault(result.fault(), given));
    };
  }

  /** True, or the fault, of the one process that was asked for. */
  static boolean single(List<ProcessResult> results, String given) {
    for (ProcessResult result : results) {
      fault(result, given)
          .ifPresent(
              refused -> {
                throw refused;
              });
    }
    return true;
  }

  /** The classic answer about many processes. */
  static List<Map<String, Object>> statuses(List<ProcessResult> results) {
    return results.stream()
        .map(result -> status(result.namespec(), fault(result, result.namespec().display())))
        .toList();
  }

  static Map<String, Object> status(Namespec process, Optional<RpcFault> fault) {
    Map<String, Object> status = new LinkedHashMap<>();
    status.put("name", process.name());
    status.put("group", process.group());
    status.put("status", fault.map(RpcFault::fault).orElse(Fault.SUCCESS).code());
    status.put("description", fault.map(RpcFault::text).orElse("OK"));
    return status;
  }
}
