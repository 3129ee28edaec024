package io.jsupervisor.ctl.command;

import io.jsupervisor.ctl.format.Row;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What was done to a group.
 *
 * @param action {@code stopped}, {@code added}, {@code updated} or {@code removed}
 */
record GroupRow(String group, String action, String text) implements Row {
  static GroupRow stopped(String group) {
    return new GroupRow(group, "stopped", group + ": stopped");
  }

  static GroupRow added(String group) {
    return new GroupRow(group, "added", group + ": added process group");
  }

  static GroupRow updated(String group) {
    return new GroupRow(group, "updated", group + ": updated process group");
  }

  static GroupRow removed(String group) {
    return new GroupRow(group, "removed", group + ": removed process group");
  }

  @Override
  public Map<String, Object> fields() {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("group", group);
    fields.put("action", action);
    return fields;
  }
}
