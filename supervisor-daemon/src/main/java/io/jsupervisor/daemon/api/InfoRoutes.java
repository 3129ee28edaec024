package io.jsupervisor.daemon.api;

import io.javalin.http.Context;
import io.jsupervisor.daemon.cluster.ClusterView;
import io.jsupervisor.daemon.fleet.FleetSnapshot;
import io.jsupervisor.daemon.fleet.ProcessView;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Who this daemon is, whether it lives, and figures for Prometheus. */
final class InfoRoutes {
  private final ApiContext context;
  private final ProcessUsage usage;
  private final StreamSlots streams;

  InfoRoutes(ApiContext context, ProcessUsage usage, StreamSlots streams) {
    this.context = context;
    this.usage = usage;
    this.streams = streams;
  }

  List<Route> routes() {
    return List.of(
        Route.get("/healthz", request -> Requests.json(request, 200, Map.of("status", "ok"))),
        Route.get("/metrics", this::metrics),
        Route.get("/api/v1/info", this::info));
  }

  private void info(Context request) {
    FleetSnapshot fleet = context.fleet().snapshot();
    Map<String, Object> info = new LinkedHashMap<>();
    info.put("name", "jsupervisord");
    info.put("version", context.version());
    info.put("classicVersion", context.classicVersion());
    info.put("apiVersion", context.apiVersion());
    info.put("pid", context.pid());
    info.put("identifier", context.identifier().get());
    info.put("state", fleet.state().name());
    info.put("statecode", fleet.state().code());
    long uptime = Duration.between(fleet.started(), context.clock().wall()).toSeconds();
    info.put("uptime", Math.max(0, uptime));
    info.put("configFile", context.configFile().get());
    Gate.User user = Gate.user(request);
    info.put("user", user.name().isEmpty() ? null : user.name());
    info.put("readOnly", user.readOnly());
    info.put("fleet", context.peers().present() ? context.peers().view().cluster() : null);
    info.put("resources", resources());
    Requests.json(request, 200, info);
  }

  /** What the daemon itself uses. */
  private Map<String, Object> resources() {
    Runtime java = Runtime.getRuntime();
    ProcessUsage.Usage used = usage.of(List.of((int) context.pid())).get((int) context.pid());
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("cpu", used == null ? null : (Object) used.cpu());
    json.put("rss", used == null ? null : (Object) used.rss());
    json.put("heapUsed", java.totalMemory() - java.freeMemory());
    json.put("heapMost", java.maxMemory());
    json.put("streams", streams.open());
    json.put("streamsMost", StreamSlots.MOST);
    return json;
  }

  private void metrics(Context request) {
    FleetSnapshot fleet = context.fleet().snapshot();
    List<ProcessView> processes = ProcessJson.sorted(fleet);
    Map<Integer, ProcessUsage.Usage> used = usage.of(ProcessJson.pids(processes));
    Metrics metrics = new Metrics();
    metrics.family("jsupervisor_up", "gauge", "1 while the daemon is RUNNING");
    metrics.sample("", fleet.state() == FleetSnapshot.SupervisorState.RUNNING ? 1 : 0);
    metrics.family("jsupervisor_info", "gauge", "version and identifier as labels");
    metrics.sample(
        Metrics.labels("version", context.version(), "identifier", context.identifier().get()), 1);
    metrics.family("jsupervisor_start_time_seconds", "gauge", "start of the daemon");
    metrics.sample("", fleet.started().getEpochSecond());
    metrics.family("jsupervisor_process_up", "gauge", "1 while the process is RUNNING");
    processes.forEach(p -> metrics.sample(name(p), p.statename().equals("RUNNING") ? 1 : 0));
    metrics.family("jsupervisor_process_ready", "gauge", "1 while the process serves");
    processes.forEach(p -> metrics.sample(name(p), p.ready() ? 1 : 0));
    metrics.family("jsupervisor_process_state", "gauge", "1 for the state the process is in");
    processes.forEach(
        p ->
            metrics.sample(
                Metrics.labels(
                    "group", p.spec().namespec().group(),
                    "name", p.spec().namespec().name(),
                    "state", p.statename()),
                1));
    metrics.family("jsupervisor_process_start_time_seconds", "gauge", "last start; 0 if never");
    processes.forEach(
        p -> metrics.sample(name(p), p.start().map(s -> s.getEpochSecond()).orElse(0L)));
    metrics.family("jsupervisor_process_exit_status", "gauge", "of the last end; -1 for a signal");
    processes.forEach(p -> metrics.sample(name(p), p.exitstatus()));
    metrics.family("jsupervisor_process_resident_memory_bytes", "gauge", "resident memory");
    for (ProcessView process : processes) {
      ProcessUsage.Usage usage = used.get(process.pid());
      if (usage != null) {
        metrics.sample(name(process), usage.rss());
      }
    }
    if (context.peers().present()) {
      fleet(metrics, context.peers().view());
    }
    request.contentType("text/plain; version=0.0.4; charset=utf-8").result(metrics.text());
  }

  private static void fleet(Metrics metrics, ClusterView view) {
    metrics.family("jsupervisor_fleet_connected", "gauge", "1 while the fleet's store answers");
    metrics.sample(Metrics.labels("cluster", view.cluster()), view.connected() ? 1 : 0);
    metrics.family("jsupervisor_fleet_nodes", "gauge", "machines that are known");
    metrics.sample(Metrics.labels("cluster", view.cluster()), view.nodes().size());
  }

  private static String name(ProcessView process) {
    return Metrics.labels(
        "group", process.spec().namespec().group(), "name", process.spec().namespec().name());
  }
}
