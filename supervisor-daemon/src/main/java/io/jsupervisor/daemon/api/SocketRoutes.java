package io.jsupervisor.daemon.api;

import io.javalin.http.Context;
import io.jsupervisor.daemon.fleet.HeldSocket;
import io.jsupervisor.daemon.fleet.ProcessView;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/** The listeners that the daemon holds for its processes. */
final class SocketRoutes {
  private final ApiContext context;

  SocketRoutes(ApiContext context) {
    this.context = context;
  }

  List<Route> routes() {
    return List.of(Route.get("/api/v1/sockets", this::list));
  }

  private void list(Context request) {
    List<ProcessView> processes = ProcessJson.sorted(context.fleet().snapshot());
    List<Map<String, Object>> sockets = new ArrayList<>();
    for (HeldSocket socket : context.sockets().get()) {
      Map<String, Object> one = new LinkedHashMap<>();
      one.put("name", socket.name());
      one.put("listen", socket.listen());
      one.put("backlog", number(socket.backlog()));
      one.put("waiting", number(socket.waiting()));
      one.put(
          "processes",
          processes.stream()
              .filter(p -> p.spec().extensions().serving().sockets().contains(socket.name()))
              .map(p -> p.spec().namespec().qualified())
              .toList());
      one.put("problem", socket.problem().orElse(null));
      sockets.add(one);
    }
    Requests.json(request, 200, Map.of("sockets", sockets));
  }

  private static Object number(OptionalInt number) {
    return number.isPresent() ? number.getAsInt() : null;
  }
}
