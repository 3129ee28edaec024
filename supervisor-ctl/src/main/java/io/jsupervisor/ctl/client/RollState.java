package io.jsupervisor.ctl.client;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * An operation as of a moment.
 *
 * @param outcome done, refused, rolled-back, stopped, aborted; empty while it runs
 * @param reason one sentence; empty while it runs
 */
public record RollState(
    String id, String kind, boolean done, String outcome, String reason, List<Line> lines) {
  /**
   * One process.
   *
   * @param phase where the roll is with it; empty where it is none
   * @param error why it failed; empty when it did not
   */
  public record Line(String namespec, String phase, String state, boolean failed, String error) {}

  static RollState of(Fields fields) throws IOException {
    List<Line> lines = new ArrayList<>();
    for (Fields line : Fields.listOf(fields.value("results"))) {
      lines.add(
          new Line(
              line.text("namespec"),
              line.text("phase"),
              line.text("state"),
              Boolean.FALSE.equals(line.value("ok")),
              line.text("error")));
    }
    return new RollState(
        fields.text("id"),
        fields.text("kind"),
        fields.flag("done"),
        fields.text("outcome"),
        fields.text("reason"),
        lines);
  }
}
