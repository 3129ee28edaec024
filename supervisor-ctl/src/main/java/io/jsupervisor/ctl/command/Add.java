package io.jsupervisor.ctl.command;

import io.jsupervisor.ctl.client.Fault;
import io.jsupervisor.ctl.client.FaultException;
import java.io.IOException;

/** Adds groups of the configuration that was read last. */
final class Add implements Command {
  @Override
  public String help() {
    return "add <name> [...]\tActivates any updates in config for process/group";
  }

  @Override
  public void run(Session session, String argument) throws IOException {
    session.answer().list("groups");
    for (String name : Session.words(argument)) {
      add(session, name);
    }
  }

  private static void add(Session session, String name) throws IOException {
    try {
      session.daemon().addGroup(name);
      session.answer().row("groups", GroupRow.added(name));
    } catch (FaultException e) {
      String what =
          switch (e.fault()) {
            case SHUTDOWN_STATE -> "ERROR: shutting down";
            case ALREADY_ADDED -> "ERROR: process group already active";
            case BAD_NAME -> "ERROR: no such process/group: " + name;
            default -> throw e;
          };
      session.answer().error(name, e.fault().name(), what);
      if (e.fault() != Fault.ALREADY_ADDED) {
        session.exitCode(ExitCode.GENERIC);
      }
    }
  }
}
