package io.jsupervisor.ctl.command;

import io.jsupervisor.ctl.client.Fault;
import io.jsupervisor.ctl.client.FaultException;
import io.jsupervisor.ctl.client.Outcome;
import io.jsupervisor.ctl.client.Target;
import java.io.IOException;
import java.util.List;

/** Empties the logs of processes. */
final class Clear implements Command {
  @Override
  public String help() {
    return """
    clear <name>\t\tClear a process' log files.
    clear <name> <name>\tClear multiple process' log files
    clear all\t\tClear all process' log files\
    """;
  }

  @Override
  public void run(Session session, String argument) throws IOException {
    if (!session.upcheck()) {
      return;
    }
    List<String> names = Session.words(argument);
    if (names.isEmpty()) {
      session.misused(this, "Error: clear requires a process name", ExitCode.GENERIC);
      return;
    }
    session.answer().list("results");
    if (names.contains("all")) {
      report(session, session.daemon().clearLogs(new Target.All()));
      return;
    }
    for (String name : names) {
      switch (Target.of(name)) {
        // The classic tool cannot clear a group, and shows the missing process as None.
        case Target.Group group ->
            report(
                session,
                List.of(new Outcome(group.name(), "None", Fault.BAD_NAME.code(), "BAD_NAME", "")));
        case Target target -> report(session, session.daemon().clearLogs(target));
      }
    }
  }

  private static void report(Session session, List<Outcome> outcomes) throws IOException {
    for (Outcome outcome : outcomes) {
      session.answer().row("results", new ResultRow("clear", outcome, line(outcome)));
      session.exitCodeFor(outcome.fault(), Fault.SUCCESS);
    }
  }

  private static String line(Outcome outcome) throws FaultException {
    return switch (outcome.fault()) {
      case SUCCESS -> outcome.displayName() + ": cleared";
      case BAD_NAME -> outcome.displayName() + ": ERROR (no such process)";
      case FAILED -> outcome.displayName() + ": ERROR (failed)";
      default -> throw new FaultException(outcome.code(), outcome.description());
    };
  }
}
