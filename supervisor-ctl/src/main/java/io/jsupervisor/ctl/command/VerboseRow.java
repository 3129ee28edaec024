package io.jsupervisor.ctl.command;

import io.jsupervisor.ctl.client.ProcessInfo;
import io.jsupervisor.ctl.format.Columns;
import io.jsupervisor.ctl.format.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * One line of {@code status -v}: what our daemon knows beyond the classic line. A supervisord tells
 * none of it, so its columns hold a dash.
 *
 * @param cells all but the last column, padded
 */
record VerboseRow(ProcessInfo process, String cells) implements Row {
  private static final List<String> HEADERS = List.of("NAME", "STATE", "PORT", "CPU%", "MEMORY");
  private static final double MIB = 1024.0 * 1024;

  /** The column heads, and a line for each process. */
  static List<Row> rows(List<ProcessInfo> shown) {
    List<List<String>> table = new ArrayList<>();
    table.add(HEADERS);
    shown.forEach(process -> table.add(cells(process)));
    int[] widths = new int[HEADERS.size()];
    for (List<String> line : table) {
      for (int column = 0; column < widths.length; column++) {
        String cell = line.get(column);
        widths[column] = Math.max(widths[column], cell.codePointCount(0, cell.length()));
      }
    }
    List<Row> rows = new ArrayList<>();
    rows.add(new Heads(padded(table.getFirst(), widths)));
    for (int i = 0; i < shown.size(); i++) {
      rows.add(new VerboseRow(shown.get(i), padded(table.get(i + 1), widths)));
    }
    return rows;
  }

  private record Heads(String cells) implements Row {
    @Override
    public String text() {
      return cells + "DESCRIPTION";
    }

    @Override
    public Map<String, Object> fields() {
      return Map.of();
    }
  }

  private static List<String> cells(ProcessInfo process) {
    Map<String, Object> values = process.fields().values();
    return List.of(
        process.displayName(),
        state(process),
        values.get("port") instanceof Number port ? port.toString() : "-",
        values.get("cpu") instanceof Number cpu ? decimal(cpu.doubleValue(), "") : "-",
        values.get("rss") instanceof Number rss ? decimal(rss.doubleValue() / MIB, "M") : "-");
  }

  /** Readiness is told where it could be either: {@code RUNNING (ready)}. */
  private static String state(ProcessInfo process) {
    boolean up = process.statename().equals("RUNNING") || process.statename().equals("STARTING");
    return up && process.fields().values().get("ready") instanceof Boolean ready
        ? process.statename() + (ready ? " (ready)" : " (not ready)")
        : process.statename();
  }

  private static String decimal(double value, String unit) {
    return String.format(Locale.ROOT, "%.1f%s", value, unit);
  }

  private static String padded(List<String> line, int[] widths) {
    StringBuilder text = new StringBuilder();
    for (int column = 0; column < widths.length; column++) {
      text.append(Columns.pad(line.get(column), widths[column] + 2));
    }
    return text.toString();
  }

  @Override
  public String text() {
    return cells + process.description() + drift() + readiness() + fault();
  }

  /** A scaled program differs from its file until the file says so too. */
  private String drift() {
    return process.fields().values().get("drift") instanceof Map<?, ?> drift
        ? " (scaled: %s, file says %s)".formatted(drift.get("running"), drift.get("configured"))
        : "";
  }

  /** Why it is not ready, or what it says of itself. */
  private String readiness() {
    return process.fields().values().get("readiness") instanceof Map<?, ?> readiness
            && readiness.get("why") instanceof String why
            && !why.isEmpty()
        ? " (" + why + ")"
        : "";
  }

  /** Why the last start failed, where the description does not say it. */
  private String fault() {
    if (process.fields().values().get("fault") instanceof Map<?, ?> fault
        && fault.get("detail") instanceof String detail
        && !detail.isEmpty()
        && !process.description().contains(detail)) {
      return " (" + fault.get("step") + ": " + detail + ")";
    }
    return "";
  }

  @Override
  public Map<String, Object> fields() {
    return process.fields().values();
  }
}
