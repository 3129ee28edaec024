package io.jsupervisor.daemon.api;

import io.javalin.http.Context;
import io.jsupervisor.daemon.fleet.FleetControl;
import io.jsupervisor.daemon.fleet.UpstreamView;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What the proxies are told, and the same as text for whoever wires a proxy himself. */
final class UpstreamRoutes {
  private final FleetControl fleet;

  UpstreamRoutes(ApiContext context) {
    this.fleet = context.fleet();
  }

  List<Route> routes() {
    return List.of(
        Route.get("/api/v1/upstreams", this::list),
        Route.get("/api/v1/upstreams/{name}", this::one));
  }

  private void list(Context request) throws InterruptedException {
    List<UpstreamView> all = Requests.await(fleet.upstreams());
    Requests.json(
        request, 200, Map.of("upstreams", all.stream().map(UpstreamRoutes::json).toList()));
  }

  private void one(Context request) throws InterruptedException {
    String name = request.pathParam("name");
    UpstreamView upstream =
        Requests.await(fleet.upstreams()).stream()
            .filter(view -> view.name().equals(name))
            .findFirst()
            .orElseThrow(
                () ->
                    Problem.notFound(
                            "no upstream is named \""
                                + name
                                + "\"; the configuration has no [upstream:"
                                + name
                                + "]")
                        .refusal());
    String format = request.queryParam("format");
    if (format == null || format.equals("json")) {
      Requests.json(request, 200, json(upstream));
      return;
    }
    try {
      request
          .header("Cache-Control", "no-store")
          .contentType("text/plain; charset=utf-8")
          .result(upstream.text(format.equals("own") ? upstream.proxy() : format));
    } catch (IllegalArgumentException unknown) {
      throw Problem.badRequest("format: " + unknown.getMessage()).refusal();
    }
  }

  private static Map<String, Object> json(UpstreamView upstream) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("name", upstream.name());
    json.put("proxy", upstream.proxy());
    json.put("file", upstream.file());
    json.put("method", upstream.method());
    json.put("problem", upstream.problem().map(detail -> Map.of("detail", detail)));
    json.put("applied", upstream.applied());
    json.put("instances", upstream.members().stream().map(UpstreamRoutes::member).toList());
    return json;
  }

  private static Map<String, Object> member(UpstreamView.Member member) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("namespec", member.process().qualified());
    json.put("host", member.host());
    json.put("port", member.port());
    json.put("weight", member.weight());
    json.put("ready", member.ready());
    json.put("in", member.in());
    json.put("draining", member.draining());
    json.put("node", member.node().isEmpty() ? null : member.node());
    json.put("backup", member.backup());
    json.put("connections", member.connections() < 0 ? null : (Object) member.connections());
    return json;
  }
}
