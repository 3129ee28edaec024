package io.jsupervisor.daemon.api;

import com.fasterxml.jackson.core.JsonGenerator;
import io.jsupervisor.daemon.core.Namespec;
import io.jsupervisor.daemon.core.ProbeSpec;
import io.jsupervisor.daemon.core.ProcessSpec;
import io.jsupervisor.daemon.fleet.Descriptions;
import io.jsupervisor.daemon.fleet.FleetSnapshot;
import io.jsupervisor.daemon.fleet.ProcessView;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** PROCESS of the API's description: the classic fields by their names, and ours. */
final class ProcessJson {
  private final Instant now;
  private final Map<Integer, ProcessUsage.Usage> usage;
  private final Function<Namespec, ProcessHistory.Counts> counts;
  private final Function<ProcessSpec, Optional<Map<String, Object>>> uwsgi;
  private final Drift drift;

  /**
   * @param usage by pid
   * @param counts of restarts and ends
   * @param uwsgi the figures of uWSGI's stats server
   */
  ProcessJson(
      Instant now,
      Map<Integer, ProcessUsage.Usage> usage,
      Function<Namespec, ProcessHistory.Counts> counts,
      Function<ProcessSpec, Optional<Map<String, Object>>> uwsgi,
      Drift drift) {
    this.now = now;
    this.usage = usage;
    this.counts = counts;
    this.uwsgi = uwsgi;
    this.drift = drift;
  }

  /** All processes, sorted by group, then name. */
  static List<ProcessView> sorted(FleetSnapshot fleet) {
    List<ProcessView> all = new ArrayList<>();
    fleet.groups().forEach(group -> all.addAll(group.processes()));
    all.sort(Comparator.comparing(process -> process.spec().namespec()));
    return all;
  }

  static List<Integer> pids(Collection<ProcessView> processes) {
    return processes.stream().map(ProcessView::pid).filter(pid -> pid > 0).toList();
  }

  void write(JsonGenerator json, ProcessView process) throws IOException {
    ProcessSpec spec = process.spec();
    json.writeStartObject();
    json.writeStringField("name", spec.namespec().name());
    json.writeStringField("group", spec.namespec().group());
    json.writeStringField("namespec", spec.namespec().qualified());
    json.writeNumberField("start", seconds(process.start()));
    json.writeNumberField("stop", seconds(process.stop()));
    json.writeNumberField("now", now.getEpochSecond());
    json.writeNumberField("state", process.statecode());
    json.writeStringField("statename", process.statename());
    json.writeStringField("spawnerr", process.spawnerr());
    json.writeNumberField("exitstatus", process.exitstatus());
    json.writeArrayFieldStart("exitcodes");
    for (int expected : spec.start().exitcodes().stream().sorted().toList()) {
      json.writeNumber(expected);
    }
    json.writeEndArray();
    json.writeStringField("logfile", process.stdoutLogfile());
    json.writeStringField("stdout_logfile", process.stdoutLogfile());
    json.writeStringField("stderr_logfile", process.stderrLogfile());
    json.writeNumberField("pid", process.pid());
    json.writeStringField("description", Descriptions.of(process, now));
    json.writeNumberField("priority", spec.priority());
    json.writeNumberField("group_priority", process.groupPriority());
    json.writeBooleanField("autostart", spec.start().autostart());
    json.writeStringField("program", spec.program());
    writeExtensions(json, process);
    json.writeEndObject();
  }

  private void writeExtensions(JsonGenerator json, ProcessView process) throws IOException {
    ProcessSpec spec = process.spec();
    json.writeStringField("host", spec.extensions().host().orElse(null));
    json.writeFieldName("port");
    if (spec.extensions().port().isPresent()) {
      json.writeNumber(spec.extensions().port().getAsInt());
    } else {
      json.writeNull();
    }
    json.writeBooleanField("ready", process.ready());
    json.writeObjectFieldStart("readiness");
    json.writeStringField(
        "probe", spec.extensions().serving().readiness().map(ProbeSpec::kind).orElse(null));
    json.writeStringField("why", process.why());
    json.writeNumberField("since", seconds(process.readySince()));
    json.writeEndObject();
    ProcessUsage.Usage used = usage.get(process.pid());
    json.writeFieldName("cpu");
    Json.write(json, used == null ? null : (Object) used.cpu());
    json.writeFieldName("rss");
    Json.write(json, used == null ? null : (Object) used.rss());
    ProcessHistory.Counts past = counts.apply(spec.namespec());
    json.writeNumberField("restarts", past.restarts());
    json.writeNumberField("exits", past.exits());
    if (process.pid() > 0) {
      Optional<Map<String, Object>> figures = uwsgi.apply(spec);
      if (figures.isPresent()) {
        json.writeFieldName("uwsgi");
        Json.write(json, figures.get());
      }
    }
    Optional<Map<String, Object>> differs = drift.json(spec.program());
    if (differs.isPresent()) {
      json.writeFieldName("drift");
      Json.write(json, differs.get());
    }
    json.writeFieldName("fault");
    if (process.fault().isPresent()) {
      json.writeStartObject();
      json.writeStringField("step", process.fault().get().step());
      json.writeStringField("errno", process.fault().get().errno());
      json.writeStringField("detail", process.fault().get().detail());
      json.writeEndObject();
    } else {
      json.writeNull();
    }
  }

  private static long seconds(Optional<Instant> time) {
    return time.map(Instant::getEpochSecond).orElse(0L);
  }
}
