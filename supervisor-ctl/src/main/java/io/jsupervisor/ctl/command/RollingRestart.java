package io.jsupervisor.ctl.command;

import io.jsupervisor.ctl.client.Target;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** {@code restart --rolling}: one batch after another, out of the proxies while it is away. */
final class RollingRestart implements Command {
  static final String ROLLING = "--rolling";
  static final String ABORT = "--abort";
  static final String ATTACH = "--attach";

  @Override
  public String help() {
    return """
    restart --rolling <name>...\tRestart processes a few at a time, as max_unavailable allows
    restart --rolling <gname>:*\tThe same with all of a group; all: of everything that runs
    restart --rolling --abort <name>\tStop a roll as soon as nobody is left out who could serve
    restart --rolling --attach <name>\tShow the progress of a roll that runs
    update --rolling [<gname>...]\tReread, and roll changed groups process by process
    A roll is named by what it rolls, or by its number. Ctrl-C leaves it running.
    Exit codes: 0 done, 1 refused or nothing changed, 8 rolled back, 9 stopped half-way, 130 left.\
    """;
  }

  /** Whether the options of a command ask for a roll. */
  static boolean isAsked(List<String> words) {
    return words.contains(ROLLING) || words.contains(ABORT) || words.contains(ATTACH);
  }

  /**
   * Runs {@code --abort} and {@code --attach}.
   *
   * @return whether one was given
   */
  static boolean runsOption(Session session, Command command, List<String> words)
      throws IOException {
    boolean abort = words.contains(ABORT);
    if (!abort && !words.contains(ATTACH)) {
      return false;
    }
    List<String> names = names(words);
    if (names.size() != 1) {
      session.misused(
          command, "Error: " + (abort ? ABORT : ATTACH) + " takes one name", ExitCode.GENERIC);
    } else if (abort) {
      RollFollowing.abort(session, names.getFirst());
    } else {
      RollFollowing.attach(session, names.getFirst());
    }
    return true;
  }

  static List<String> names(List<String> words) {
    List<String> names = new ArrayList<>(words);
    names.removeAll(List.of(ROLLING, ABORT, ATTACH));
    return names;
  }

  /** One roll a name, each begun when the one before has done all. */
  @Override
  public void run(Session session, String argument) throws IOException {
    if (!session.upcheck()) {
      return;
    }
    List<String> words = Session.words(argument);
    if (runsOption(session, this, words)) {
      return;
    }
    List<String> names = names(words);
    if (names.isEmpty()) {
      session.misused(this, "Error: restart --rolling requires a process name", ExitCode.GENERIC);
      return;
    }
    for (String name : names.contains("all") ? List.of("all") : names) {
      Target target = name.equals("all") ? new Target.All() : Target.of(name);
      if (!RollFollowing.run(session, rolls -> rolls.restart(target))) {
        return;
      }
    }
  }
}
