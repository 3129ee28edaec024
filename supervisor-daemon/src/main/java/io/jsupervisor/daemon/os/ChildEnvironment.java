package io.jsupervisor.daemon.os;

import io.jsupervisor.daemon.core.ProcessSpec;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The variables of a child (spec 4.2): the daemon's, then ours, then the configured ones. */
final class ChildEnvironment {
  static List<String> of(ProcessSpec spec, DaemonFacts facts) {
    Map<String, String> variables = new LinkedHashMap<>(facts.environment());
    variables.put("SUPERVISOR_ENABLED", "1");
    spec.serverurl()
        .or(facts::serverUrl)
        .ifPresent(url -> variables.put("SUPERVISOR_SERVER_URL", url));
    variables.put("SUPERVISOR_PROCESS_NAME", spec.namespec().name());
    variables.put("SUPERVISOR_GROUP_NAME", spec.namespec().group());
    variables.putAll(spec.environment());
    return variables.entrySet().stream()
        .map(variable -> variable.getKey() + "=" + variable.getValue())
        .toList();
  }

  private ChildEnvironment() {}
}
