package io.jsupervisor.ctl.command;

import io.jsupervisor.ctl.client.Outcome;
import io.jsupervisor.ctl.format.Row;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What an action came to for one process.
 *
 * @param action the command's word
 */
record ResultRow(String action, Outcome outcome, String text) implements Row {
  @Override
  public Map<String, Object> fields() {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("namespec", outcome.group() + ":" + outcome.name());
    fields.put("action", action);
    fields.put("ok", outcome.ok());
    fields.put("state", outcome.state().isEmpty() ? null : outcome.state());
    fields.put("code", outcome.fault().name());
    fields.put("fault", outcome.code());
    fields.put("message", outcome.description());
    return fields;
  }
}
