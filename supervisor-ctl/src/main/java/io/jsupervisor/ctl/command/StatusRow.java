package io.jsupervisor.ctl.command;

import io.jsupervisor.ctl.client.ProcessInfo;
import io.jsupervisor.ctl.format.Columns;
import io.jsupervisor.ctl.format.Row;
import java.util.List;
import java.util.Map;

/**
 * One line of {@code status}.
 *
 * @param width of the column of names
 */
record StatusRow(ProcessInfo process, int width) implements Row {
  private static final int NARROWEST_NAME = 30;
  private static final int GAP = 3;
  private static final int STATE = 10;

  /** As wide as the longest name that is shown, and at least 30, with a gap of 3. */
  static int nameWidth(List<ProcessInfo> shown) {
    int widest = NARROWEST_NAME;
    for (ProcessInfo process : shown) {
      String name = process.displayName();
      widest = Math.max(widest, name.codePointCount(0, name.length()));
    }
    return widest + GAP;
  }

  @Override
  public String text() {
    return Columns.pad(process.displayName(), width)
        + Columns.pad(process.statename(), STATE)
        + process.description();
  }

  @Override
  public Map<String, Object> fields() {
    return process.fields().values();
  }
}
