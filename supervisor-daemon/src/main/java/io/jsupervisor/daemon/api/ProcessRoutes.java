package io.jsupervisor.daemon.api;

import io.javalin.http.Context;
import io.javalin.http.Handler;
import io.jsupervisor.daemon.core.Namespec;
import io.jsupervisor.daemon.core.Signal;
import io.jsupervisor.daemon.fleet.Command;
import io.jsupervisor.daemon.fleet.Fault;
import io.jsupervisor.daemon.fleet.FleetControl;
import io.jsupervisor.daemon.fleet.FleetSnapshot;
import io.jsupervisor.daemon.fleet.Operation;
import io.jsupervisor.daemon.fleet.ProcessResult;
import io.jsupervisor.daemon.fleet.ProcessView;
import io.jsupervisor.daemon.fleet.SnapshotCache;
import io.jsupervisor.daemon.fleet.Target;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

/** Processes and what can be done to them, and operations in progress. */
final class ProcessRoutes {
  private static final String PROCESS = "/api/v1/processes/{namespec}";

  private final ApiContext context;
  private final FleetControl fleet;
  private final ProcessUsage usage;
  private final ProcessHistory history;
  private final UwsgiStats uwsgi;
  private final SnapshotCache<byte[]> lists = new SnapshotCache<>();

  ProcessRoutes(ApiContext context, ProcessUsage usage, ProcessHistory history) {
    this.context = context;
    this.fleet = context.fleet();
    this.usage = usage;
    this.history = history;
    this.uwsgi = new UwsgiStats(context.clock());
  }

  List<Route> routes() {
    return List.of(
        Route.get("/api/v1/processes", this::list),
        Route.get(PROCESS, this::one),
        Route.post(PROCESS + "/start", command(Command.Start::new)),
        Route.post(PROCESS + "/stop", command(Command.Stop::new)),
        Route.post(PROCESS + "/restart", this::restart),
        Route.post(PROCESS + "/reload", command(Command.Reload::new)),
        Route.post(PROCESS + "/clear-logs", command(Command.ClearLogs::new)),
        Route.post(PROCESS + "/signal", this::signal),
        Route.post(PROCESS + "/stdin", this::stdin),
        Route.get("/api/v1/operations", this::operations),
        Route.get("/api/v1/operations/{id}", this::operation),
        Route.delete("/api/v1/operations/{id}", this::abort));
  }

  /** The process of a namespec that names exactly one. */
  static ProcessView find(FleetSnapshot fleet, String namespec) {
    Namespec wanted = single(namespec);
    for (FleetSnapshot.GroupView group : fleet.groups()) {
      if (group.name().equals(wanted.group())) {
        for (ProcessView process : group.processes()) {
          if (process.spec().namespec().equals(wanted)) {
            return process;
          }
        }
      }
    }
    throw Problem.of(
            Fault.BAD_NAME,
            "no process is named " + wanted.qualified() + "; see GET /api/v1/processes")
        .refusal();
  }

  private static Namespec single(String text) {
    return switch (Target.parse(text)) {
      case Target.One(String group, String name) -> new Namespec(group, name);
      case Target.Group(String group) ->
          throw Problem.of(
                  Fault.BAD_NAME,
                  "this takes one process, as in group:name, not the group " + group)
              .refusal();
      case Target.All() -> new Namespec("all", "all");
    };
  }

  /** The plain list is written once for all who ask in the same second; usage is no newer. */
  private void list(Context request) {
    FleetSnapshot snapshot = fleet.snapshot();
    byte[] body =
        request.queryString() == null
            ? lists.get(snapshot, context.clock().wall(), () -> list(request, snapshot))
            : list(request, snapshot);
    Requests.json(request, 200, body);
  }

  private byte[] list(Context request, FleetSnapshot snapshot) {
    List<ProcessView> processes = ProcessJson.sorted(snapshot);
    ProcessJson writer = writer(request, processes, false);
    return Json.bytes(
        json -> {
          json.writeStartObject();
          json.writeArrayFieldStart("processes");
          for (ProcessView process : processes) {
            writer.write(json, process);
          }
          json.writeEndArray();
          json.writeEndObject();
        });
  }

  private void one(Context request) {
    ProcessView process = find(fleet.snapshot(), request.pathParam("namespec"));
    ProcessJson writer = writer(request, List.of(process), true);
    Requests.json(request, 200, Json.bytes(json -> writer.write(json, process)));
  }

  /** uWSGI's own figures come with one process, and with the list if asked for: a server each. */
  private ProcessJson writer(Context request, List<ProcessView> processes, boolean one) {
    boolean stats =
        one ? !"false".equals(request.queryParam("stats")) : Requests.flag(request, "stats");
    boolean skip = "false".equals(request.queryParam("usage"));
    Instant now = context.clock().wall();
    return new ProcessJson(
        now,
        skip ? Map.of() : usage.of(ProcessJson.pids(processes)),
        history::counts,
        spec -> stats ? uwsgi.of(spec) : Optional.empty(),
        Drift.of(context));
  }

  private Handler command(Function<Target, Command> command) {
    return request -> run(request, command);
  }

  private void run(Context request, Function<Target, Command> command) throws InterruptedException {
    Target target = Target.parse(request.pathParam("namespec"));
    Operation operation = Requests.await(fleet.submit(command.apply(target)));
    answer(request, fleet, operation, Map.of());
  }

  private void restart(Context request) throws InterruptedException {
    boolean rolling = Requests.flag(request, "rolling");
    run(request, rolling ? Command.RollingRestart::new : Command.Restart::new);
  }

  /**
   * RESULTS when the client waits and all is settled in its time, else 202 with the operation.
   *
   * @param more fields added to the answer
   */
  static void answer(
      Context request, FleetControl fleet, Operation operation, Map<String, Object> more)
      throws InterruptedException {
    Optional<List<ProcessResult>> results =
        Requests.flag(request, "wait") ? settled(request, operation) : Optional.empty();
    if (results.isPresent()) {
      Map<String, Object> body = OperationJson.results(results.get());
      operation.progress().verdict().ifPresent(v -> body.putAll(OperationJson.verdict(v)));
      body.putAll(more);
      Requests.json(request, 200, body);
    } else {
      request.header("Location", "/api/v1/operations/" + operation.id());
      Map<String, Object> body = OperationJson.operation(operation, fleet.snapshot());
      body.putAll(more);
      Requests.json(request, 202, body);
    }
  }

  private static Optional<List<ProcessResult>> settled(Context request, Operation operation)
      throws InterruptedException {
    OptionalLong seconds = Requests.number(request, "timeout");
    try {
      return Optional.of(
          seconds.isPresent()
              ? operation.done().get(Math.max(0, seconds.getAsLong()), TimeUnit.SECONDS)
              : operation.done().get());
    } catch (TimeoutException notYet) {
      return Optional.empty();
    } catch (ExecutionException never) {
      throw new IllegalStateException("an operation failed as a whole", never);
    }
  }

  private void signal(Context request) throws IOException, InterruptedException {
    Object name = Json.object(Requests.body(request)).get("signal");
    if (name == null) {
      throw Problem.badRequest("send the signal's name, for example {\"signal\":\"HUP\"}")
          .refusal();
    }
    Signal signal =
        Signal.parse(name.toString())
            .orElseThrow(
                () ->
                    Problem.of(
                            Fault.BAD_SIGNAL,
                            "no signal is named "
                                + name
                                + "; known are "
                                + String.join(" ", Signal.names()))
                        .refusal());
    Target target = Target.parse(request.pathParam("namespec"));
    Operation operation = Requests.await(fleet.submit(new Command.SendSignal(target, signal)));
    Requests.json(request, 200, OperationJson.results(Requests.await(operation.done())));
  }

  private void stdin(Context request) throws IOException, InterruptedException {
    Namespec process = single(request.pathParam("namespec"));
    Requests.await(fleet.sendStdin(process, Requests.body(request)));
    request.status(204);
  }

  private void operation(Context request) {
    String id = request.pathParam("id");
    Operation operation = fleet.operation(id).orElseThrow(() -> noOperation(id).refusal());
    Requests.json(request, 200, OperationJson.operation(operation, fleet.snapshot()));
  }

  private void operations(Context request) {
    FleetSnapshot snapshot = fleet.snapshot();
    Requests.json(
        request,
        200,
        Map.of(
            "operations",
            fleet.operations().stream()
                .map(operation -> OperationJson.operation(operation, snapshot))
                .toList()));
  }

  private void abort(Context request) throws InterruptedException {
    String id = request.pathParam("id");
    if (fleet.operation(id).isEmpty()) {
      throw noOperation(id).refusal();
    }
    Operation operation = Requests.await(fleet.abort(id));
    Requests.json(request, 200, OperationJson.operation(operation, fleet.snapshot()));
  }

  private static Problem noOperation(String id) {
    return Problem.notFound(
        "no operation has the id " + id + "; those that ended long ago are forgotten");
  }
}
