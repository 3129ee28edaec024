package io.jsupervisor.ctl.command;

import io.jsupervisor.ctl.client.Daemon;
import io.jsupervisor.ctl.client.Fault;
import io.jsupervisor.ctl.client.FaultException;
import io.jsupervisor.ctl.client.Outcome;
import io.jsupervisor.ctl.client.Target;
import java.io.IOException;
import java.util.List;

/** What start, stop and signal share: the walk over names, groups and {@code all}. */
abstract class ProcessAction {
  private final String word;
  private final Fault ignored;
  private final int noSuchGroup;

  /**
   * @param word the command's word
   * @param ignored the fault that leaves the exit code alone; SUCCESS for none
   * @param noSuchGroup the exit code for a group that does not exist
   */
  ProcessAction(String word, Fault ignored, int noSuchGroup) {
    this.word = word;
    this.ignored = ignored;
    this.noSuchGroup = noSuchGroup;
  }

  abstract List<Outcome> request(Daemon daemon, Target target) throws IOException;

  /** What the line says behind the name, or null for a fault that has no classic text. */
  abstract String verdict(Fault fault);

  /** One request a name, in the order given; {@code all} anywhere stands for the whole list. */
  void perform(Session session, List<String> names) throws IOException {
    session.answer().list("results");
    if (names.contains("all")) {
      report(session, request(session.daemon(), new Target.All()));
      return;
    }
    for (String name : names) {
      Target target = Target.of(name);
      try {
        report(session, request(session.daemon(), target));
      } catch (FaultException e) {
        if (!(target instanceof Target.Group group) || e.fault() != Fault.BAD_NAME) {
          throw e;
        }
        session
            .answer()
            .error(group.name(), e.fault().name(), group.name() + ": ERROR (no such group)");
        session.exitCode(noSuchGroup);
      }
    }
  }

  private void report(Session session, List<Outcome> outcomes) throws IOException {
    for (Outcome outcome : outcomes) {
      session.answer().row("results", new ResultRow(word, outcome, line(outcome)));
      session.exitCodeFor(outcome.fault(), ignored);
    }
  }

  private String line(Outcome outcome) throws FaultException {
    String verdict = verdict(outcome.fault());
    if (verdict == null) {
      throw new FaultException(outcome.code(), outcome.description());
    }
    if (outcome.ok()) {
      return outcome.displayName() + ": " + verdict;
    }
    return outcome.fault() == Fault.FAILED
        ? outcome.description()
        : outcome.displayName() + ": ERROR (" + verdict + ")";
  }
}
