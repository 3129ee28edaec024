package io.jsupervisor.ctl.command;

import io.jsupervisor.ctl.client.Rolls.ProgramCount;
import io.jsupervisor.ctl.format.Row;
import java.util.LinkedHashMap;
import java.util.Map;

/** How many processes a program has. */
record ProgramRow(ProgramCount program) implements Row {
  @Override
  public String text() {
    String text = program.name() + ": " + program.numprocs();
    return program.numprocs() == program.configured()
        ? text
        : text + " (" + program.configured() + " by its file)";
  }

  @Override
  public Map<String, Object> fields() {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("name", program.name());
    fields.put("numprocs", program.numprocs());
    fields.put("configured", program.configured());
    return fields;
  }
}
