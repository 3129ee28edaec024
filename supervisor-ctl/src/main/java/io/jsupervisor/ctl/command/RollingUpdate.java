package io.jsupervisor.ctl.command;

import java.io.IOException;
import java.util.List;

/** {@code update --rolling}: changed groups come to their new definition process by process. */
final class RollingUpdate implements Command {
  @Override
  public String help() {
    return new RollingRestart().help();
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
    List<String> groups = RollingRestart.names(words);
    List<String> chosen = groups.contains("all") ? List.of() : groups;
    RollFollowing.run(session, rolls -> rolls.update(chosen));
  }
}
