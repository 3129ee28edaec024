package io.jsupervisor.ctl.command;

import io.jsupervisor.ctl.client.ConfigChanges;
import io.jsupervisor.ctl.client.Fault;
import io.jsupervisor.ctl.client.FaultException;
import io.jsupervisor.ctl.client.Outcome;
import io.jsupervisor.ctl.client.ProcessInfo;
import io.jsupervisor.ctl.client.RollState;
import io.jsupervisor.ctl.client.Target;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Makes what runs agree with the files, by the classic steps. */
final class Update implements Command {
  @Override
  public String help() {
    return """
    update\t\t\tReload config and add/remove as necessary, and will restart affected programs
    update all\t\tReload config and add/remove as necessary, and will restart affected programs
    update <gname> [...]\tUpdate specific groups\
    """;
  }

  @Override
  public void run(Session session, String argument) throws IOException {
    if (RollingRestart.isAsked(Session.words(argument))) {
      new RollingUpdate().run(session, argument);
      return;
    }
    session.answer().list("groups");
    ConfigChanges changes;
    try {
      changes = session.daemon().reread();
    } catch (FaultException e) {
      if (e.fault() != Fault.SHUTDOWN_STATE) {
        throw e;
      }
      session.answer().error("", e.fault().name(), "ERROR: already shutting down");
      session.exitCode(ExitCode.GENERIC);
      return;
    }
    Set<String> chosen = new LinkedHashSet<>(Session.words(argument));
    if (chosen.contains("all")) {
      chosen.clear();
    }
    complainOfUnknown(session, chosen, changes);
    ConfigChanges wanted =
        new ConfigChanges(
            chosen(changes.added(), chosen),
            chosen(changes.changed(), chosen),
            chosen(changes.removed(), chosen),
            List.of(),
            changes.reload());
    Reread.tellToReload(session, changes);
    if (session.daemon().isOurs()) {
      byDaemon(session, wanted, chosen.isEmpty());
    } else {
      bySteps(session, wanted);
    }
  }

  /** One request: listeners are bound before anything stops, and groups do not wait for others. */
  private static void byDaemon(Session session, ConfigChanges wanted, boolean all)
      throws IOException {
    List<String> groups = new ArrayList<>(wanted.removed());
    groups.addAll(wanted.changed());
    groups.addAll(wanted.added());
    if (all || !groups.isEmpty()) {
      RollFollowing.runQuietly(
          session,
          rolls -> rolls.plainUpdate(all ? List.of() : groups),
          end -> tell(session, wanted, end));
    }
  }

  private static void tell(Session session, ConfigChanges wanted, RollState end)
      throws IOException {
    Map<String, String> failed = new LinkedHashMap<>();
    for (RollState.Line line : end.lines()) {
      if (line.failed()) {
        String group = line.namespec().substring(0, line.namespec().indexOf(':'));
        failed.putIfAbsent(group, line.error());
      }
    }
    for (Map.Entry<String, String> each : failed.entrySet()) {
      String text = each.getKey() + ": ERROR (" + each.getValue() + ")";
      session.answer().error(each.getKey(), "FAILED", text);
      session.exitCode(ExitCode.GENERIC);
    }
    for (String group : wanted.removed()) {
      tell(session, failed, GroupRow.stopped(group), GroupRow.removed(group));
    }
    for (String group : wanted.changed()) {
      boolean scaled = end.lines().stream().anyMatch(line -> isRolled(group, line));
      if (scaled) {
        tell(session, failed, GroupRow.updated(group));
      } else {
        tell(session, failed, GroupRow.stopped(group), GroupRow.updated(group));
      }
    }
    for (String group : wanted.added()) {
      tell(session, failed, GroupRow.added(group));
    }
  }

  /** Only how many processes it has has changed: the daemon added or removed the difference. */
  private static boolean isRolled(String group, RollState.Line line) {
    return !line.phase().isEmpty() && line.namespec().startsWith(group + ":");
  }

  private static void tell(Session session, Map<String, String> failed, GroupRow... rows)
      throws IOException {
    for (GroupRow row : rows) {
      if (!failed.containsKey(row.group())) {
        session.answer().row("groups", row);
      }
    }
  }

  /** As supervisorctl does it: group after group. */
  private static void bySteps(Session session, ConfigChanges wanted) throws IOException {
    for (String group : wanted.removed()) {
      remove(session, group);
    }
    for (String group : wanted.changed()) {
      session.daemon().stop(new Target.Group(group));
      session.answer().row("groups", GroupRow.stopped(group));
      session.daemon().removeGroup(group);
      session.daemon().addGroup(group);
      session.answer().row("groups", GroupRow.updated(group));
    }
    for (String group : wanted.added()) {
      session.daemon().addGroup(group);
      session.answer().row("groups", GroupRow.added(group));
    }
  }

  private static List<String> chosen(List<String> groups, Set<String> chosen) {
    return groups.stream().filter(group -> chosen.isEmpty() || chosen.contains(group)).toList();
  }

  private static void complainOfUnknown(Session session, Set<String> chosen, ConfigChanges changes)
      throws IOException {
    if (chosen.isEmpty()) {
      return;
    }
    Set<String> known = new HashSet<>(changes.added());
    for (ProcessInfo process : session.daemon().processes()) {
      known.add(process.group());
    }
    for (String group : chosen) {
      if (!known.contains(group)) {
        session.answer().error(group, "BAD_NAME", "ERROR: no such group: " + group);
        session.exitCode(ExitCode.GENERIC);
      }
    }
  }

  private static void remove(Session session, String group) throws IOException {
    List<Outcome> stopped = session.daemon().stop(new Target.Group(group));
    session.answer().row("groups", GroupRow.stopped(group));
    for (Outcome outcome : stopped) {
      if (outcome.fault() == Fault.FAILED) {
        session.answer().error(group, "FAILED", group + ": has problems; not removing");
        session.exitCode(ExitCode.GENERIC);
        return;
      }
    }
    session.daemon().removeGroup(group);
    session.answer().row("groups", GroupRow.removed(group));
  }
}
