package io.jsupervisor.daemon.api;

import com.fasterxml.jackson.core.JsonGenerator;
import io.javalin.http.Context;
import io.jsupervisor.daemon.core.Namespec;
import io.jsupervisor.daemon.fleet.ProbeView;
import io.jsupervisor.daemon.fleet.ProcessView;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What processes did and used before now, and what they run with: the sides of one process. */
final class PastRoutes {
  private static final String PROCESS = "/api/v1/processes/{namespec}";
  private static final int RECENT = 30;
  private static final double MIB = 1024.0 * 1024.0;

  private final ApiContext context;
  private final ProcessHistory history;
  private final UsageSampler sampler;

  PastRoutes(ApiContext context, ProcessHistory history, UsageSampler sampler) {
    this.context = context;
    this.history = history;
    this.sampler = sampler;
  }

  List<Route> routes() {
    return List.of(
        Route.get("/api/v1/usage", this::recent),
        Route.get(PROCESS + "/usage", this::usage),
        Route.get(PROCESS + "/history", this::history),
        Route.get(PROCESS + "/config", this::config),
        Route.get(PROCESS + "/probes", this::probes));
  }

  private ProcessView process(Context request) {
    return ProcessRoutes.find(context.fleet().snapshot(), request.pathParam("namespec"));
  }

  /** Two short lists a process, in small numbers: a page shows them as lines a few pixels high. */
  private void recent(Context request) {
    Map<Namespec, List<UsageHistory.Point>> all = sampler.history().recent(RECENT);
    byte[] body =
        Json.bytes(
            json -> {
              json.writeStartObject();
              json.writeObjectFieldStart("processes");
              for (Map.Entry<Namespec, List<UsageHistory.Point>> entry : all.entrySet()) {
                json.writeObjectFieldStart(entry.getKey().qualified());
                json.writeArrayFieldStart("cpu");
                for (UsageHistory.Point point : entry.getValue()) {
                  json.writeNumber(point.cpu());
                }
                json.writeEndArray();
                json.writeArrayFieldStart("mib");
                for (UsageHistory.Point point : entry.getValue()) {
                  json.writeNumber(point.rss() < 0 ? 0 : Math.round(point.rss() / MIB * 10) / 10.0);
                }
                json.writeEndArray();
                json.writeEndObject();
              }
              json.writeEndObject();
              json.writeEndObject();
            });
    Requests.json(request, 200, body);
  }

  private void usage(Context request) {
    Namespec name = process(request).spec().namespec();
    byte[] body =
        Json.bytes(
            json -> {
              json.writeStartObject();
              write(json, "samples", sampler.history().samples(name));
              write(json, "minutes", sampler.history().minutes(name));
              json.writeEndObject();
            });
    Requests.json(request, 200, body);
  }

  private static void write(JsonGenerator json, String name, List<UsageHistory.Point> points)
      throws IOException {
    json.writeArrayFieldStart(name);
    for (UsageHistory.Point point : points) {
      json.writeStartArray();
      json.writeNumber(point.time());
      if (point.rss() < 0) {
        json.writeNull();
        json.writeNull();
      } else {
        json.writeNumber(point.cpu());
        json.writeNumber(point.rss());
      }
      json.writeEndArray();
    }
    json.writeEndArray();
  }

  private void history(Context request) {
    Namespec name = process(request).spec().namespec();
    ProcessHistory.Counts counts = history.counts(name);
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put("restarts", counts.restarts());
    answer.put("exits", counts.exits());
    answer.put("changes", history.changes(name).stream().map(PastRoutes::change).toList());
    Requests.json(request, 200, answer);
  }

  private static Map<String, Object> change(ProcessHistory.Change change) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("time", change.event.time());
    json.put("from", change.event.from());
    json.put("to", change.event.to());
    json.put("pid", change.event.pid());
    json.put("cause", change.event.cause());
    json.put("lines", change.lines);
    return json;
  }

  private void probes(Context request) throws InterruptedException {
    Namespec name = process(request).spec().namespec();
    List<ProbeView> probes = Requests.await(context.fleet().probes(name));
    Requests.json(request, 200, Map.of("probes", probes.stream().map(PastRoutes::probe).toList()));
  }

  private static Map<String, Object> probe(ProbeView probe) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("probe", probe.liveness() ? "liveness" : "readiness");
    json.put("kind", probe.spec().kind());
    json.put("failures", probe.spec().failures());
    json.put("time", probe.last().map(ProbeView.Answer::at).orElse(null));
    json.put("good", probe.last().map(ProbeView.Answer::good).orElse(null));
    json.put("says", probe.last().map(ProbeView.Answer::says).orElse(null));
    json.put("failed", probe.last().map(ProbeView.Answer::failed).orElse(null));
    return json;
  }

  private void config(Context request) {
    Requests.json(request, 200, context.config().json(process(request)));
  }
}
