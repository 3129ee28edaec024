package io.jsupervisor.ctl.command;

import io.jsupervisor.ctl.client.Fault;
import io.jsupervisor.ctl.client.FaultException;
import io.jsupervisor.ctl.client.ProgramInfo;
import io.jsupervisor.ctl.format.Columns;
import io.jsupervisor.ctl.format.Row;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/** Lists what the configuration that was read last holds. */
final class Avail implements Command {
  @Override
  public String help() {
    return "avail\t\t\tDisplay all configured processes";
  }

  @Override
  public void run(Session session, String argument) throws IOException {
    if (!argument.isEmpty()) {
      session.misused(this, "Error: avail accepts no arguments", ExitCode.GENERIC);
      return;
    }
    session.answer().list("programs");
    try {
      for (ProgramInfo program : session.daemon().configured()) {
        session.answer().row("programs", new AvailRow(program));
      }
    } catch (FaultException e) {
      session.exitCode(ExitCode.GENERIC);
      if (e.fault() != Fault.SHUTDOWN_STATE) {
        throw e;
      }
      session.answer().error("", e.fault().name(), "ERROR: supervisor shutting down");
    }
  }

  private record AvailRow(ProgramInfo program) implements Row {
    @Override
    public String text() {
      return Columns.pad(program.displayName(), 32)
          + " "
          + Columns.pad(program.inuse() ? "in use" : "avail", 9)
          + " "
          + Columns.pad(program.autostart() ? "auto" : "manual", 9)
          + " "
          + program.groupPriority()
          + ":"
          + program.processPriority();
    }

    @Override
    public Map<String, Object> fields() {
      Map<String, Object> fields = new LinkedHashMap<>();
      fields.put("namespec", program.group() + ":" + program.name());
      fields.put("group", program.group());
      fields.put("name", program.name());
      fields.put("inuse", program.inuse());
      fields.put("autostart", program.autostart());
      fields.put("group_priority", program.groupPriority());
      fields.put("priority", program.processPriority());
      return fields;
    }
  }
}
