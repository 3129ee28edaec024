package io.jsupervisor.daemon.api;

import io.javalin.http.Context;
import io.jsupervisor.daemon.fleet.Command;
import io.jsupervisor.daemon.fleet.FleetControl;
import io.jsupervisor.daemon.fleet.Operation;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** Programs, and how many processes they have. */
final class ProgramRoutes {
  private final FleetControl fleet;
  private final ConfigView config;

  ProgramRoutes(ApiContext context) {
    this.fleet = context.fleet();
    this.config = context.config();
  }

  List<Route> routes() {
    return List.of(
        Route.get("/api/v1/programs", this::list),
        Route.post("/api/v1/programs/{name}/scale", this::scale));
  }

  private void list(Context request) {
    Map<String, Integer> running = Drift.running(fleet.snapshot());
    Map<String, Integer> configured = config.numprocs();
    TreeSet<String> names = new TreeSet<>(running.keySet());
    names.addAll(configured.keySet());
    Requests.json(
        request,
        200,
        Map.of(
            "programs",
            names.stream()
                .map(
                    name ->
                        program(
                            name, running.getOrDefault(name, 0), configured.getOrDefault(name, 0)))
                .toList()));
  }

  private static Map<String, Object> program(String name, int running, int configured) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("name", name);
    json.put("numprocs", running);
    json.put("configured", configured);
    return json;
  }

  private void scale(Context request) throws IOException, InterruptedException {
    Object numprocs = Json.object(Requests.body(request)).get("numprocs");
    if (!(numprocs instanceof Long wanted) || wanted < 0 || wanted > Integer.MAX_VALUE) {
      throw Problem.badRequest(
              "send how many processes it is to have, for example {\"numprocs\":5}")
          .refusal();
    }
    Operation operation =
        Requests.await(
            fleet.submit(new Command.Scale(request.pathParam("name"), wanted.intValue())));
    ProcessRoutes.answer(request, fleet, operation, Map.of());
  }
}
