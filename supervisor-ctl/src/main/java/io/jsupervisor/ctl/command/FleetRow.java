package io.jsupervisor.ctl.command;

import io.jsupervisor.ctl.client.Fields;
import io.jsupervisor.ctl.client.Target;
import io.jsupervisor.ctl.format.Columns;
import io.jsupervisor.ctl.format.Row;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A process of some machine: node, name, state, then the rest.
 *
 * @param nodeWidth of the first column
 * @param nameWidth of the second
 * @param now in seconds since 1970
 */
record FleetRow(Fields instance, int nodeWidth, int nameWidth, long now) implements Row {
  private static final int GAP = 3;
  private static final int STATE = 10;

  static List<FleetRow> rows(List<Fields> instances) {
    int node = 0;
    int name = 0;
    for (Fields instance : instances) {
      node = Math.max(node, instance.text("node").length());
      name = Math.max(name, name(instance).length());
    }
    long now = Instant.now().getEpochSecond();
    List<FleetRow> rows = new ArrayList<>();
    for (Fields instance : instances) {
      rows.add(new FleetRow(instance, node + GAP, name + GAP, now));
    }
    return rows;
  }

  private static String name(Fields instance) {
    return Target.displayName(instance.text("group"), instance.text("name"));
  }

  @Override
  public String text() {
    return Columns.pad(instance.text("node"), nodeWidth)
        + Columns.pad(name(instance), nameWidth)
        + Columns.pad(instance.text("statename"), STATE)
        + String.join(", ", rest());
  }

  private List<String> rest() {
    List<String> rest = new ArrayList<>();
    if (instance.flag("leaving")) {
      rest.add("leaving");
    } else {
      rest.add(instance.flag("ready") ? "ready" : "not ready");
    }
    if (instance.number("port") > 0) {
      String host = instance.value("host") == null ? "local only" : instance.text("host");
      rest.add(host + ":" + instance.number("port"));
    }
    if (instance.number("pid") > 0) {
      rest.add("pid " + instance.number("pid"));
      if (instance.value("start") instanceof Number start && start.longValue() > 0) {
        rest.add("uptime " + uptime(Math.max(0, now - start.longValue())));
      }
    }
    if (instance.flag("stale")) {
      rest.add("stale");
    }
    return rest;
  }

  private static String uptime(long seconds) {
    long days = seconds / 86_400;
    String clock = "%d:%02d:%02d".formatted(seconds / 3600 % 24, seconds / 60 % 60, seconds % 60);
    return days == 0 ? clock : days + (days == 1 ? " day " : " days ") + clock;
  }

  @Override
  public Map<String, Object> fields() {
    return instance.values();
  }
}
