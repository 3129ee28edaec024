package io.jsupervisor.ctl.command;

import io.jsupervisor.ctl.client.FaultException;
import java.io.IOException;

/** Removes groups whose processes are stopped. */
final class Remove implements Command {
  @Override
  public String help() {
    return "remove <name> [...]\tRemoves process/group from active config";
  }

  @Override
  public void run(Session session, String argument) throws IOException {
    session.answer().list("groups");
    for (String name : Session.words(argument)) {
      remove(session, name);
    }
  }

  private static void remove(Session session, String name) throws IOException {
    try {
      session.daemon().removeGroup(name);
      session.answer().row("groups", GroupRow.removed(name));
    } catch (FaultException e) {
      String what =
          switch (e.fault()) {
            case STILL_RUNNING -> "ERROR: process/group still running: " + name;
            case BAD_NAME -> "ERROR: no such process/group: " + name;
            default -> throw e;
          };
      session.answer().error(name, e.fault().name(), what);
      session.exitCode(ExitCode.GENERIC);
    }
  }
}
