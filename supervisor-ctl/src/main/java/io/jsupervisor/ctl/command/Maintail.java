package io.jsupervisor.ctl.command;

import io.jsupervisor.common.format.PythonInt;
import io.jsupervisor.ctl.client.FaultException;
import java.io.IOException;
import java.util.List;
import java.util.OptionalLong;

/** Prints the end of the log of the daemon, or follows it. */
final class Maintail implements Command {
  private static final OptionalLong DEFAULT = OptionalLong.of(1600);

  @Override
  public String help() {
    return """
    maintail -f \tContinuous tail of supervisor main log file (Ctrl-C to exit)
    maintail -100\tlast 100 *bytes* of supervisord main log file
    maintail\tlast 1600 *bytes* of supervisor main log file
    """;
  }

  @Override
  public void run(Session session, String argument) throws IOException {
    if (!session.upcheck()) {
      return;
    }
    List<String> words = Session.words(argument);
    if (words.size() > 1) {
      session.misused(this, "Error: too many arguments", ExitCode.GENERIC);
      return;
    }
    String modifier = words.isEmpty() ? "" : words.getFirst();
    if (modifier.equals("-f")) {
      Following.follow(session, "/mainlogtail", "/mainlogtail");
      return;
    }
    OptionalLong bytes = DEFAULT;
    if (!modifier.isEmpty()) {
      bytes =
          modifier.startsWith("-") ? PythonInt.parse(modifier.substring(1)) : OptionalLong.empty();
    }
    if (bytes.isEmpty()) {
      session.answer().error("Error: bad argument " + modifier);
      session.exitCode(ExitCode.GENERIC);
      return;
    }
    printEnd(session, -bytes.getAsLong());
  }

  private static void printEnd(Session session, long offset) throws IOException {
    try {
      session.answer().log("text", session.daemon().readMainLog(offset));
    } catch (FaultException e) {
      String what =
          switch (e.fault()) {
            case NO_FILE -> "no log file";
            case FAILED -> "unknown error reading log";
            default -> throw e;
          };
      session.answer().error("supervisord", e.fault().name(), "supervisord: ERROR (" + what + ")");
      session.exitCode(ExitCode.GENERIC);
    }
  }
}
