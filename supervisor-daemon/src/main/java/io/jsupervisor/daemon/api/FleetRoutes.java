package io.jsupervisor.daemon.api;

import io.javalin.http.Context;
import io.jsupervisor.daemon.cluster.ClusterView;
import io.jsupervisor.daemon.cluster.PeerInstance;
import io.jsupervisor.daemon.cluster.PeerNode;
import io.jsupervisor.daemon.cluster.Peers;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** All machines of the fleet and their instances, as far as this one knows. */
final class FleetRoutes {
  private final Peers peers;

  FleetRoutes(ApiContext context) {
    this.peers = context.peers();
  }

  List<Route> routes() {
    return List.of(Route.get("/api/v1/fleet", this::show));
  }

  private void show(Context request) {
    if (!peers.present()) {
      throw Problem.notFound(
              "this daemon is in no fleet of machines; a [fleet] section in its configuration makes"
                  + " it join one")
          .refusal();
    }
    Requests.json(request, 200, json(peers.view()));
  }

  private static Map<String, Object> json(ClusterView view) {
    Map<String, Boolean> stale = new HashMap<>();
    view.nodes().forEach(node -> stale.put(node.name(), node.stale()));
    Map<String, Long> instances =
        view.instances().stream()
            .collect(Collectors.groupingBy(PeerInstance::node, Collectors.counting()));
    Map<String, Long> ready =
        view.instances().stream()
            .filter(PeerInstance::ready)
            .collect(Collectors.groupingBy(PeerInstance::node, Collectors.counting()));
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("cluster", view.cluster());
    json.put("node", view.node());
    json.put("connected", view.connected());
    json.put("since", view.since());
    json.put("problem", view.problem().isEmpty() ? null : view.problem());
    json.put("revision", view.revision());
    json.put(
        "nodes",
        view.nodes().stream()
            .map(
                node ->
                    node(
                        node,
                        view.node(),
                        instances.getOrDefault(node.name(), 0L),
                        ready.getOrDefault(node.name(), 0L)))
            .toList());
    json.put(
        "instances",
        view.instances().stream()
            .map(i -> instance(i, stale.getOrDefault(i.node(), true)))
            .toList());
    return json;
  }

  private static Map<String, Object> node(PeerNode node, String self, long instances, long ready) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("name", node.name());
    json.put("self", node.name().equals(self));
    json.put("stale", node.stale());
    json.put("address", node.address());
    json.put("api", node.api().isEmpty() ? null : node.api());
    json.put("version", node.version());
    json.put("pid", node.pid());
    json.put("started", node.started());
    json.put("ttl", node.ttl());
    json.put("proxies", node.proxies());
    json.put("instances", instances);
    json.put("ready", ready);
    return json;
  }

  private static Map<String, Object> instance(PeerInstance instance, boolean stale) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("node", instance.node());
    json.put("namespec", instance.process().qualified());
    json.put("group", instance.process().group());
    json.put("name", instance.process().name());
    json.put("program", instance.program());
    json.put("statename", instance.statename());
    json.put("ready", instance.ready());
    json.put("leaving", instance.leaving());
    json.put("stale", stale);
    json.put("host", instance.host().isEmpty() ? null : instance.host());
    json.put("port", instance.port() == 0 ? null : (Object) instance.port());
    json.put("protocol", instance.protocol());
    json.put("weight", instance.weight());
    json.put("version", instance.version());
    json.put("pid", instance.pid());
    json.put("start", instance.start());
    return json;
  }
}
