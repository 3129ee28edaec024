package io.jsupervisor.ctl.command;

import io.jsupervisor.ctl.client.ConfigChanges;
import io.jsupervisor.ctl.client.Fault;
import io.jsupervisor.ctl.client.FaultException;
import io.jsupervisor.ctl.client.Outcome;
import io.jsupervisor.ctl.client.ProcessInfo;
import io.jsupervisor.ctl.client.Target;
import java.io.IOException;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
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
    for (String group : chosen(changes.removed(), chosen)) {
      remove(session, group);
    }
    for (String group : chosen(changes.changed(), chosen)) {
      if (changes.scaled().contains(group)) {
        scale(session, group);
        continue;
      }
      session.daemon().stop(new Target.Group(group));
      session.answer().row("groups", GroupRow.stopped(group));
      session.daemon().removeGroup(group);
      session.daemon().addGroup(group);
      session.answer().row("groups", GroupRow.updated(group));
    }
    for (String group : chosen(changes.added(), chosen)) {
      session.daemon().addGroup(group);
      session.answer().row("groups", GroupRow.added(group));
    }
  }

  /** Only how many processes it has has changed: the daemon adds or removes the difference. */
  private static void scale(Session session, String group) throws IOException {
    if (RollFollowing.runQuietly(session, rolls -> rolls.plainUpdate(group))) {
      session.answer().row("groups", GroupRow.updated(group));
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
