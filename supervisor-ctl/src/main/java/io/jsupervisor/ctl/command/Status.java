package io.jsupervisor.ctl.command;

import io.jsupervisor.ctl.client.ProcessInfo;
import io.jsupervisor.ctl.client.Target;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Lists processes with their state. */
final class Status implements Command {
  @Override
  public String help() {
    return """
    status <name>\t\tGet status for a single process
    status <gname>:*\tGet status for all processes in a group
    status <name> <name>\tGet status for multiple named processes
    status\t\t\tGet all process status info\
    """;
  }

  @Override
  public void run(Session session, String argument) throws IOException {
    session.answer().list("processes");
    if (!session.upcheck()) {
      session.exitCode(ExitCode.STATUS_UNKNOWN);
      return;
    }
    List<ProcessInfo> all = session.daemon().processes();
    List<String> names = Session.words(argument);
    List<ProcessInfo> shown =
        names.isEmpty() || names.contains("all") ? all : named(session, names, all);
    int width = StatusRow.nameWidth(shown);
    for (ProcessInfo process : shown) {
      session.answer().row("processes", new StatusRow(process, width));
      if (process.isStopped()) {
        session.exitCode(ExitCode.STATUS_NOT_RUNNING);
      }
    }
  }

  /** In the order of the arguments; errors come before the table. */
  private static List<ProcessInfo> named(Session session, List<String> names, List<ProcessInfo> all)
      throws IOException {
    List<ProcessInfo> shown = new ArrayList<>();
    for (String name : names) {
      Target target = Target.of(name);
      int before = shown.size();
      for (ProcessInfo process : all) {
        if (target.names(process.group(), process.name())) {
          shown.add(process);
        }
      }
      if (shown.size() == before) {
        String subject = target instanceof Target.Group group ? group.name() : name;
        String kind = target instanceof Target.Group ? "group" : "process";
        session.answer().error(subject, "BAD_NAME", subject + ": ERROR (no such " + kind + ")");
        session.exitCode(ExitCode.STATUS_UNKNOWN);
      }
    }
    return shown;
  }
}
