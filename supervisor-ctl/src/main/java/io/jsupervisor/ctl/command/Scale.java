package io.jsupervisor.ctl.command;

import io.jsupervisor.common.format.PythonInt;
import io.jsupervisor.ctl.client.Rolls.ProgramCount;
import java.io.IOException;
import java.util.List;
import java.util.OptionalLong;

/** Another number of processes for a program; without a number what there is. */
final class Scale implements Command {
  private static final int MOST = 10_000;

  @Override
  public String help() {
    return """
    scale <program> <number>\tAdd or remove processes until the program has so many
    scale <program>\t\tShow how many it has, and how many by its file
    scale\t\t\tThe same of every program
    scale --abort <program>\tStop a scale that runs
    Returns when new processes are ready and removed ones are gone.\
    """;
  }

  @Override
  public void run(Session session, String argument) throws IOException {
    if (!session.upcheck()) {
      return;
    }
    List<String> words = Session.words(argument);
    if (RollingRestart.runsOption(session, this, words)) {
      return;
    }
    if (words.size() > 2) {
      session.misused(this, "Error: scale takes a program and a number", ExitCode.GENERIC);
    } else if (words.size() < 2) {
      show(session, words.isEmpty() ? "" : words.getFirst());
    } else {
      scale(session, words.getFirst(), words.getLast());
    }
  }

  private void scale(Session session, String program, String text) throws IOException {
    OptionalLong number = PythonInt.parse(text);
    if (number.isEmpty() || number.getAsLong() < 0 || number.getAsLong() > MOST) {
      session.misused(
          this,
          "Error: \"" + text + "\" is no number from 0 to " + MOST + " (example: scale web 5)",
          ExitCode.GENERIC);
      return;
    }
    int numprocs = (int) number.getAsLong();
    RollFollowing.run(session, rolls -> rolls.scale(program, numprocs));
  }

  private static void show(Session session, String only) throws IOException {
    session.answer().list("programs");
    boolean found = false;
    for (ProgramCount program : session.daemon().rolls().programs()) {
      if (only.isEmpty() || only.equals(program.name())) {
        session.answer().row("programs", new ProgramRow(program));
        found = true;
      }
    }
    if (!found && !only.isEmpty()) {
      session.answer().error(only, "BAD_NAME", only + ": ERROR (no such program)");
      session.exitCode(ExitCode.GENERIC);
    }
  }
}
