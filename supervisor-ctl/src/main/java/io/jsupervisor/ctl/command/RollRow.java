package io.jsupervisor.ctl.command;

import io.jsupervisor.ctl.client.RollState;
import io.jsupervisor.ctl.format.Row;
import java.util.LinkedHashMap;
import java.util.Map;

/** A process of a roll. */
record RollRow(RollState.Line line) implements Row {
  @Override
  public String text() {
    String what = line.phase().isEmpty() ? line.state() : line.phase();
    boolean told = !line.error().isEmpty() && line.failed() && !what.equals("pending");
    return line.namespec() + ": " + what + (told ? " (" + line.error() + ")" : "");
  }

  @Override
  public Map<String, Object> fields() {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("namespec", line.namespec());
    fields.put("ok", !line.failed());
    fields.put("phase", line.phase());
    fields.put("state", line.state());
    if (line.failed()) {
      fields.put("error", line.error());
    }
    return fields;
  }
}
