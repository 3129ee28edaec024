package io.jsupervisor.ctl.command;

import io.jsupervisor.common.format.PythonInt;
import io.jsupervisor.common.format.PythonText;
import io.jsupervisor.ctl.client.Daemon;
import io.jsupervisor.ctl.client.FaultException;
import io.jsupervisor.ctl.client.LogFollowing;
import io.jsupervisor.ctl.client.Target;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;

/** Prints the end of a log, or follows it. */
final class Tail implements Command {
  private static final OptionalLong DEFAULT = OptionalLong.of(1600);

  @Override
  public String help() {
    return """
    tail [-f] <name> [stdout|stderr] (default stdout)
    Ex:
    tail -f <name>\t\tContinuous tail of named process stdout
    \t\t\tCtrl-C to exit.
    tail -100 <name>\tlast 100 *bytes* of process stdout
    tail <name> stderr\tlast 1600 *bytes* of process stderr\
    """;
  }

  @Override
  public void run(Session session, String argument) throws IOException {
    if (!session.upcheck()) {
      return;
    }
    List<String> words = Session.words(argument);
    if (words.isEmpty()) {
      session.misused(this, "Error: too few arguments", ExitCode.GENERIC);
      return;
    }
    if (words.size() > 3) {
      session.misused(this, "Error: too many arguments", ExitCode.GENERIC);
      return;
    }
    String modifier = words.getFirst().startsWith("-") ? words.getFirst() : "";
    List<String> rest = modifier.isEmpty() ? words : words.subList(1, words.size());
    if (rest.isEmpty()) {
      refuse(session, "Error: tail requires process name");
      return;
    }
    String name = rest.getFirst();
    String word = rest.size() == 1 ? "stdout" : rest.getLast().toLowerCase(Locale.ROOT);
    if (!word.equals("stdout") && !word.equals("stderr")) {
      refuse(session, "Error: bad channel " + PythonText.repr(word));
      return;
    }
    Daemon.Channel channel = word.equals("stdout") ? Daemon.Channel.STDOUT : Daemon.Channel.STDERR;
    if (modifier.equals("-f")) {
      String shown = "/logtail/" + name + "/" + channel.word();
      Following.follow(session, LogFollowing.path(name, channel), shown);
      return;
    }
    OptionalLong bytes = modifier.isEmpty() ? DEFAULT : PythonInt.parse(modifier.substring(1));
    if (bytes.isEmpty()) {
      refuse(session, "Error: bad argument " + modifier);
      return;
    }
    printEnd(session, name, channel, -bytes.getAsLong());
  }

  private static void printEnd(Session session, String name, Daemon.Channel channel, long offset)
      throws IOException {
    try {
      byte[] log = session.daemon().readLog(Target.one(name), channel, offset);
      session.answer().field("name", name);
      session.answer().field("channel", channel.word());
      session.answer().log("text", log);
    } catch (FaultException e) {
      String what =
          switch (e.fault()) {
            case NO_FILE -> "no log file";
            case FAILED -> "unknown error reading log";
            case BAD_NAME -> "no such process name";
            default -> throw e;
          };
      session.answer().error(name, e.fault().name(), name + ": ERROR (" + what + ")");
      session.exitCode(ExitCode.GENERIC);
    }
  }

  private static void refuse(Session session, String error) throws IOException {
    session.answer().error(error);
    session.exitCode(ExitCode.GENERIC);
  }
}
