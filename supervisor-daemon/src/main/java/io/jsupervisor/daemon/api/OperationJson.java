package io.jsupervisor.daemon.api;

import io.jsupervisor.daemon.fleet.ConfigChanges;
import io.jsupervisor.daemon.fleet.FleetSnapshot;
import io.jsupervisor.daemon.fleet.Operation;
import io.jsupervisor.daemon.fleet.ProcessResult;
import io.jsupervisor.daemon.fleet.ProcessView;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** OPERATION and RESULTS of the API's description. */
final class OperationJson {
  private OperationJson() {}

  static Map<String, Object> results(List<ProcessResult> results) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("results", results.stream().map(OperationJson::line).toList());
    return json;
  }

  /**
   * @param fleet tells the states of lines that are still open
   */
  static Map<String, Object> operation(Operation operation, FleetSnapshot fleet) {
    boolean done = operation.done().isDone();
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("id", operation.id());
    json.put("kind", operation.kind());
    json.put("begun", operation.begun());
    json.put("done", done);
    operation.progress().verdict().ifPresent(verdict -> json.putAll(verdict(verdict)));
    if (done) {
      // In order of completion, which the lines are not.
      json.put("results", results(operation));
      return json;
    }
    Map<String, String> states = new HashMap<>();
    for (ProcessView process : ProcessJson.sorted(fleet)) {
      states.put(process.spec().namespec().qualified(), process.statename());
    }
    json.put(
        "results", operation.progress().lines().stream().map(line -> line(line, states)).toList());
    return json;
  }

  /** How a roll or scale ended. */
  static Map<String, Object> verdict(Operation.Verdict verdict) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("outcome", verdict.outcome().word());
    json.put("reason", verdict.reason());
    return json;
  }

  private static List<Map<String, Object>> results(Operation operation) {
    Map<String, String> phases = new HashMap<>();
    operation.progress().lines().forEach(l -> phases.put(l.namespec().qualified(), l.phase()));
    return operation.done().join().stream()
        .map(
            result ->
                withPhase(line(result), phases.getOrDefault(result.namespec().qualified(), "")))
        .toList();
  }

  private static Map<String, Object> withPhase(Map<String, Object> line, String phase) {
    if (!phase.isEmpty()) {
      line.put("phase", phase);
    }
    return line;
  }

  static Map<String, Object> changes(ConfigChanges changes) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("added", changes.added());
    json.put("changed", changes.changed());
    json.put("removed", changes.removed());
    json.put("scaled", changes.scaled());
    return json;
  }

  private static Map<String, Object> line(Operation.Line line, Map<String, String> states) {
    return line.result()
        .map(OperationJson::line)
        .orElseGet(
            () -> {
              String namespec = line.namespec().qualified();
              Map<String, Object> open = new LinkedHashMap<>();
              open.put("namespec", namespec);
              open.put("ok", null);
              open.put("state", states.getOrDefault(namespec, "UNKNOWN"));
              return withPhase(open, line.phase());
            });
  }

  private static Map<String, Object> line(ProcessResult result) {
    Map<String, Object> line = new LinkedHashMap<>();
    line.put("namespec", result.namespec().qualified());
    line.put("ok", result.ok());
    line.put("state", result.state());
    if (!result.ok()) {
      line.put("code", result.fault().name());
      line.put("fault", result.fault().code());
      line.put("error", result.message());
    }
    return line;
  }
}
