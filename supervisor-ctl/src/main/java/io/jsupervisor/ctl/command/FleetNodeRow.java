package io.jsupervisor.ctl.command;

import io.jsupervisor.ctl.client.Fields;
import io.jsupervisor.ctl.format.Columns;
import io.jsupervisor.ctl.format.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A machine of the fleet.
 *
 * @param width of the column of names
 */
record FleetNodeRow(Fields node, int width) implements Row {
  private static final int GAP = 3;
  private static final int STATE = 8;

  static List<FleetNodeRow> rows(List<Fields> nodes) {
    int width = 0;
    for (Fields node : nodes) {
      width = Math.max(width, node.text("name").length());
    }
    List<FleetNodeRow> rows = new ArrayList<>();
    for (Fields node : nodes) {
      rows.add(new FleetNodeRow(node, width + GAP));
    }
    return rows;
  }

  @Override
  public String text() {
    return Columns.pad(node.text("name"), width)
        + Columns.pad(node.flag("stale") ? "stale" : "live", STATE)
        + node.text("address")
        + ", "
        + node.number("ready")
        + " of "
        + node.number("instances")
        + " ready, "
        + (node.value("api") == null ? "no HTTP for others" : node.text("api"))
        + ", "
        + node.text("version")
        + (node.flag("self") ? ", this one" : "");
  }

  @Override
  public Map<String, Object> fields() {
    return node.values();
  }
}
