package io.jsupervisor.ctl.command;

import io.jsupervisor.ctl.client.ConfigChanges;
import io.jsupervisor.ctl.client.FaultException;
import io.jsupervisor.ctl.format.Answer;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;

/** Has the daemon read its files, and tells what differs. */
final class Reread implements Command {
  @Override
  public String help() {
    return "reread \t\t\tReload the daemon's configuration files without add/remove";
  }

  @Override
  public void run(Session session, String argument) throws IOException {
    if (!argument.isEmpty()) {
      session.misused(this, "Error: reread accepts no arguments", ExitCode.GENERIC);
      return;
    }
    try {
      ConfigChanges changes = session.daemon().reread();
      print(session.answer(), changes);
      tellToReload(session, changes);
    } catch (FaultException e) {
      session.exitCode(ExitCode.GENERIC);
      String what =
          switch (e.fault()) {
            case SHUTDOWN_STATE -> "supervisor shutting down";
            case CANT_REREAD -> e.text();
            default -> throw e;
          };
      session.answer().error("", e.fault().name(), "ERROR: " + what);
    }
  }

  private static void print(Answer answer, ConfigChanges changes) throws IOException {
    Map<String, String> lines = new TreeMap<>();
    changes.added().forEach(group -> lines.put(group, "available"));
    changes.changed().forEach(group -> lines.put(group, "changed"));
    changes.removed().forEach(group -> lines.put(group, "disappeared"));
    for (Map.Entry<String, String> line : lines.entrySet()) {
      answer.line(line.getKey() + ": " + line.getValue());
    }
    if (lines.isEmpty()) {
      answer.line("No config updates to processes");
    }
    answer.field("added", changes.added());
    answer.field("changed", changes.changed());
    answer.field("removed", changes.removed());
  }

  /** Of sections that no update applies; on stderr, so that the classic answer stays what it is. */
  static void tellToReload(Session session, ConfigChanges changes) throws IOException {
    if (!changes.reload().isEmpty()) {
      session.answer().field("reload", changes.reload());
    }
    for (String section : changes.reload()) {
      session
          .terminal()
          .complain(
              "jsupervisorctl: ["
                  + section
                  + "] has changed in the files; it takes effect with `reload`, not with `update`");
    }
  }
}
