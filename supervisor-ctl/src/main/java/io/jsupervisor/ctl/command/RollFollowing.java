package io.jsupervisor.ctl.command;

import io.jsupervisor.ctl.client.FaultException;
import io.jsupervisor.ctl.client.RollState;
import io.jsupervisor.ctl.client.Rolls;
import io.jsupervisor.ctl.client.Target;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * What rolls and scale share: begin, show the progress until the end, one sentence, the exit code.
 * Ctrl-C detaches: the operation is the daemon's and goes on.
 */
final class RollFollowing {
  private static final long LOOK_MILLIS = 200;

  private final Session session;
  private final Rolls rolls;
  private final boolean quiet;
  private final End end;

  /** Begins an operation. */
  interface Beginning {
    RollState begin(Rolls rolls) throws IOException;
  }

  /** Told what an operation has come to. */
  interface End {
    void tell(RollState state) throws IOException;
  }

  private RollFollowing(Session session, Rolls rolls, boolean quiet, End end) {
    this.session = session;
    this.rolls = rolls;
    this.quiet = quiet;
    this.end = end;
  }

  /**
   * Begins and follows.
   *
   * @return whether all was done
   */
  static boolean run(Session session, Beginning beginning) throws IOException {
    return run(session, false, beginning, state -> {});
  }

  /**
   * The same, and says nothing as long as it runs and where all is done.
   *
   * @param end told what it has come to, before anything is said
   */
  static void runQuietly(Session session, Beginning beginning, End end) throws IOException {
    run(session, true, beginning, end);
  }

  private static boolean run(Session session, boolean quiet, Beginning beginning, End end)
      throws IOException {
    Rolls rolls = session.daemon().rolls();
    session.terminal().keyboard().catchInterrupts();
    try {
      return new RollFollowing(session, rolls, quiet, end).follow(beginning.begin(rolls));
    } catch (FaultException refused) {
      String name = refused.fault().name();
      String text = refused.text();
      String sentence = text.startsWith(name + ": ") ? text.substring(name.length() + 2) : text;
      session.answer().field("outcome", "refused");
      session.answer().error("", name, "refused: " + sentence);
      session.exitCode(ExitCode.GENERIC);
      return false;
    }
  }

  private boolean follow(RollState begun) throws IOException {
    if (!quiet) {
      session.answer().field("id", begun.id());
      session.answer().field("kind", begun.kind());
      session.answer().list("results");
    }
    RollState last = begun;
    try (RollProgress progress = RollProgress.of(session, quiet)) {
      progress.show(last);
      while (!last.done()) {
        TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
        last = rolls.look(last.id());
        progress.show(last);
      }
    } catch (InterruptedException _) {
      return detach(last);
    } catch (IOException e) {
      if (Thread.currentThread().isInterrupted()) {
        return detach(last);
      }
      throw e;
    }
    end.tell(last);
    return tell(last);
  }

  private boolean tell(RollState end) throws IOException {
    if (end.outcome().isEmpty()) {
      return quiet || tellPlain(end);
    }
    if (quiet && end.outcome().equals("done")) {
      return true;
    }
    if (!session.answer().endless()) {
      for (RollState.Line line : end.lines()) {
        session.answer().row("results", new RollRow(line));
      }
    }
    session.answer().field("outcome", end.outcome());
    session.answer().field("reason", end.reason());
    String sentence = end.outcome() + ": " + end.reason();
    int code =
        switch (end.outcome()) {
          case "done" -> ExitCode.SUCCESS;
          case "rolled-back" -> ExitCode.ROLLED_BACK;
          case "stopped", "aborted" -> ExitCode.STOPPED_HALFWAY;
          default -> ExitCode.GENERIC;
        };
    session.answer().line(sentence);
    session.exitCode(code);
    return code == ExitCode.SUCCESS;
  }

  /** An operation without a verdict: it has failed where one of its processes has. */
  private boolean tellPlain(RollState end) throws IOException {
    List<RollState.Line> failed = end.lines().stream().filter(RollState.Line::failed).toList();
    for (RollState.Line line : failed) {
      session.answer().error(line.namespec(), "", line.namespec() + ": " + line.error());
      session.exitCode(ExitCode.GENERIC);
    }
    return failed.isEmpty();
  }

  /** The daemon goes on; the code is that of any program that Ctrl-C ended. */
  private boolean detach(RollState last) throws IOException {
    Thread.interrupted();
    session.close();
    session.answer().field("outcome", "detached");
    session
        .answer()
        .line(
            "detached: %s %s goes on; `restart --rolling --attach %2$s` shows it again, `--abort %2$s` in its place stops it"
                .formatted(last.kind(), last.id()));
    session.exitCode(ExitCode.DETACHED);
    return false;
  }

  /**
   * The id of a roll that runs.
   *
   * @param given an id, or a program, or a namespec of which something is being rolled
   */
  static String find(Rolls rolls, String given) throws IOException {
    List<RollState> running = rolls.running();
    for (RollState each : running) {
      if (each.id().equals(given)) {
        return given;
      }
    }
    for (RollState each : running) {
      if (each.lines().stream().anyMatch(line -> isMeant(given, line))) {
        return each.id();
      }
    }
    throw new IOException("no roll or scale of " + given + " runs");
  }

  private static boolean isMeant(String given, RollState.Line line) {
    int colon = line.namespec().indexOf(':');
    String group = line.namespec().substring(0, colon);
    String name = line.namespec().substring(colon + 1);
    boolean isRoll = !line.phase().isEmpty();
    return isRoll
        && (given.equals("all") || given.equals(group) || Target.of(given).names(group, name));
  }

  /** Aborts what {@code given} names, and follows it to its end. */
  static void abort(Session session, String given) throws IOException {
    run(session, rolls -> rolls.abort(find(rolls, given)));
  }

  /** Follows what {@code given} names. */
  static void attach(Session session, String given) throws IOException {
    run(session, rolls -> rolls.look(find(rolls, given)));
  }
}
