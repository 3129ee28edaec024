package io.jsupervisor.ctl.command;

import io.jsupervisor.ctl.client.ProcessInfo;
import io.jsupervisor.ctl.client.Target;
import io.jsupervisor.ctl.format.Row;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Lists processes with their state. */
final class Status implements Command {
  private static final String ALL = "all";

  @Override
  public String help() {
    return """
    status <name>\t\tGet status for a single process
    status <gname>:*\tGet status for all processes in a group
    status <name> <name>\tGet status for multiple named processes
    status\t\t\tGet all process status info\
    """;
  }

  /** Our options stand in front of the names, where no process of the classic tool has its name. */
  @Override
  public void run(Session session, String argument) throws IOException {
    List<String> names = new ArrayList<>(Session.words(argument));
    boolean verbose = false;
    boolean watch = false;
    while (!names.isEmpty()
        && (names.getFirst().equals("-v") || names.getFirst().equals("--watch"))) {
      String option = names.removeFirst();
      verbose |= option.equals("-v");
      watch |= option.equals("--watch");
    }
    if (watch) {
      StatusWatch.run(session, verbose, names);
      return;
    }
    session.answer().list("processes");
    if (!session.upcheck()) {
      session.exitCode(ExitCode.STATUS_UNKNOWN);
      return;
    }
    boolean usage = verbose || !session.answer().endless();
    List<ProcessInfo> all =
        usage ? session.daemon().processesWithUsage() : session.daemon().processes();
    List<ProcessInfo> shown = shown(session, names, all);
    for (Row row : rows(shown, verbose && session.answer().endless())) {
      session.answer().row("processes", row);
    }
    for (ProcessInfo process : shown) {
      if (process.isStopped()) {
        session.exitCode(ExitCode.STATUS_NOT_RUNNING);
      }
    }
  }

  static List<Row> rows(List<ProcessInfo> shown, boolean verbose) {
    if (verbose) {
      return VerboseRow.rows(shown);
    }
    List<Row> rows = new ArrayList<>();
    int width = StatusRow.nameWidth(shown);
    for (ProcessInfo process : shown) {
      rows.add(new StatusRow(process, width));
    }
    return rows;
  }

  /** In the order of the arguments; errors come before the table. */
  private static List<ProcessInfo> shown(Session session, List<String> names, List<ProcessInfo> all)
      throws IOException {
    List<ProcessInfo> shown = new ArrayList<>();
    for (String name : names.isEmpty() || names.contains(ALL) ? List.of(ALL) : names) {
      List<ProcessInfo> named = named(name, all);
      shown.addAll(named);
      if (named.isEmpty() && !name.equals(ALL)) {
        Target target = Target.of(name);
        String subject = target instanceof Target.Group group ? group.name() : name;
        String kind = target instanceof Target.Group ? "group" : "process";
        session.answer().error(subject, "BAD_NAME", subject + ": ERROR (no such " + kind + ")");
        session.exitCode(ExitCode.STATUS_UNKNOWN);
      }
    }
    return shown;
  }

  /** The processes that a word means. */
  static List<ProcessInfo> named(String name, List<ProcessInfo> all) {
    if (name.equals(ALL)) {
      return all;
    }
    Target target = Target.of(name);
    List<ProcessInfo> named = new ArrayList<>();
    for (ProcessInfo process : all) {
      if (target.names(process.group(), process.name())) {
        named.add(process);
      }
    }
    return named;
  }
}
