package io.jsupervisor.daemon.api;

import io.javalin.http.Context;
import io.javalin.http.Handler;
import io.jsupervisor.daemon.fleet.Command;
import io.jsupervisor.daemon.fleet.ConfigChanges;
import io.jsupervisor.daemon.fleet.FleetControl;
import io.jsupervisor.daemon.fleet.Operation;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Supplier;

/** The configuration, groups that come and go, and the daemon's own end. */
final class ConfigRoutes {
  private static final Map<String, Object> OK = Map.of("ok", true);

  private final FleetControl fleet;
  private final ConfigView config;

  ConfigRoutes(ApiContext context) {
    this.fleet = context.fleet();
    this.config = context.config();
  }

  List<Route> routes() {
    return List.of(
        Route.get("/api/v1/config", request -> Requests.json(request, 200, config.json())),
        Route.get(
            "/api/v1/config/changes", request -> Requests.json(request, 200, config.changesNow())),
        Route.post("/api/v1/config/reread", this::reread),
        Route.post("/api/v1/config/update", this::update),
        Route.post("/api/v1/config/reload", accepted(fleet::reload)),
        Route.post("/api/v1/shutdown", accepted(fleet::shutdown)),
        Route.post("/api/v1/groups/{name}/add", group(fleet::addGroup)),
        Route.post("/api/v1/groups/{name}/remove", group(fleet::removeGroup)));
  }

  private void reread(Context request) throws InterruptedException {
    Map<String, Object> answer = changes(Requests.await(fleet.reread()));
    if (Requests.flag(request, "detail")) {
      answer.put("programs", config.differences());
    }
    Requests.json(request, 200, answer);
  }

  private Map<String, Object> changes(ConfigChanges changes) {
    Map<String, Object> json = OperationJson.changes(changes);
    json.put("reload", config.needReload());
    return json;
  }

  private void update(Context request) throws IOException, InterruptedException {
    List<String> groups = groups(Json.object(Requests.body(request)).get("groups"));
    // Read first: a bad file is refused before anything stops, and the answer can say what changes.
    ConfigChanges changes = Requests.await(fleet.reread());
    ConfigChanges wanted = groups.isEmpty() ? changes : changes.where(groups::contains);
    boolean rolling = Requests.flag(request, "rolling");
    Operation operation =
        Requests.await(
            fleet.submit(
                rolling
                    ? new Command.RollingUpdate(groups)
                    : new Command.Update(groups, !"false".equals(request.queryParam("starts")))));
    ProcessRoutes.answer(request, fleet, operation, Map.of("changes", changes(wanted)));
  }

  private static List<String> groups(Object value) {
    List<String> names = new ArrayList<>();
    if (value instanceof List<?> list) {
      for (Object item : list) {
        if (!(item instanceof String name)) {
          throw notNames().refusal();
        }
        names.add(name);
      }
    } else if (value != null) {
      throw notNames().refusal();
    }
    return names;
  }

  private static Problem notNames() {
    return Problem.badRequest("groups is a list of names, for example {\"groups\":[\"web\"]}");
  }

  private static Handler accepted(Supplier<CompletableFuture<Void>> request) {
    return http -> {
      Requests.await(request.get());
      Requests.json(http, 202, OK);
    };
  }

  private static Handler group(Function<String, CompletableFuture<Void>> request) {
    return http -> {
      Requests.await(request.apply(http.pathParam("name")));
      Requests.json(http, 200, OK);
    };
  }
}
