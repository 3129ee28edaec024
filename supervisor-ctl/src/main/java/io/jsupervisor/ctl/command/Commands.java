package io.jsupervisor.ctl.command;

import io.jsupervisor.common.format.PythonText;
import io.jsupervisor.ctl.client.FaultException;
import io.jsupervisor.ctl.client.HttpFailure;
import io.jsupervisor.ctl.http.ConnectFailure;
import java.io.EOFException;
import java.io.IOException;
import java.util.List;

/** Finds the command that a line names and runs it. */
public final class Commands {
  /** What {@code help} lists. */
  public static final List<String> TOPICS =
      List.of(
          "add",
          "avail",
          "clear",
          "exit",
          "fg",
          "maintail",
          "open",
          "pid",
          "quit",
          "reload",
          "remove",
          "reread",
          "restart",
          "shutdown",
          "signal",
          "start",
          "status",
          "stop",
          "tail",
          "update",
          "version");

  /** Ours; `help` lists the classic ones alone, as scripts that read it expect. */
  public static final List<String> MORE = List.of("fleet", "scale", "upstream");

  private static final int UNAUTHORIZED = 401;

  private Commands() {}

  /** The command of that word, or null. A switch, so that only that command's class is loaded. */
  static Command find(String word) {
    return switch (word) {
      case "add" -> new Add();
      case "avail" -> new Avail();
      case "clear" -> new Clear();
      case "exit", "quit", "EOF" -> new Exit(word);
      case "fg" -> new Foreground();
      case "fleet" -> new Fleet();
      case "help" -> new Help();
      case "maintail" -> new Maintail();
      case "open" -> new Open();
      case "pid" -> new Pid();
      case "reload" -> new Reload();
      case "remove" -> new Remove();
      case "reread" -> new Reread();
      case "restart" -> new Restart();
      case "scale" -> new Scale();
      case "shutdown" -> new Shutdown();
      case "signal" -> new Signal();
      case "start" -> new Start();
      case "status" -> new Status();
      case "stop" -> new Stop();
      case "tail" -> new Tail();
      case "update" -> new Update();
      case "upstream" -> new Upstream();
      case "version" -> new VersionCommand();
      default -> null;
    };
  }

  /**
   * Runs one line. The command's word is its first run of letters, digits and underscores, so
   * {@code pid-1} is {@code pid} with an argument; {@code ?} in front means help.
   *
   * @throws UserInterrupt when Ctrl-C ended it
   * @throws IOException when the answer itself cannot be written
   */
  public static void run(Session session, String typed) throws IOException {
    String line = PythonText.strip(typed);
    if (line.isEmpty()) {
      return;
    }
    if (line.startsWith("?")) {
      line = "help " + line.substring(1);
    }
    int end = 0;
    while (end < line.length() && isWordCharacter(line.charAt(end))) {
      end++;
    }
    Command command = find(line.substring(0, end));
    if (command == null) {
      session.answer().error("*** Unknown syntax: " + line);
      session.exitCode(ExitCode.GENERIC);
      return;
    }
    run(session, command, PythonText.strip(line.substring(end)));
  }

  private static void run(Session session, Command command, String argument) throws IOException {
    try {
      command.run(session, argument);
    } catch (HttpFailure e) {
      if (e.status() != UNAUTHORIZED) {
        fail(session, "<HTTP " + e.status() + ">, " + e.getMessage());
      } else if (session.interactive()) {
        loginAndRun(session, command, argument);
      } else {
        session.answer().error("Server requires authentication");
        fail(session, "<HTTP 401>, " + session.serverurl() + ": " + session.loginCure());
      }
    } catch (FaultException e) {
      fail(session, "<Fault " + e.code() + ": " + PythonText.repr(e.text()) + ">" + cure(e));
    } catch (ConnectFailure e) {
      failUnlessInterrupted(
          session, new IOException(e.getMessage() + ": " + session.serverurl(), e));
    } catch (UserInterrupt e) {
      throw e;
    } catch (IOException | IllegalArgumentException e) {
      failUnlessInterrupted(session, e);
    }
  }

  private static void loginAndRun(Session session, Command command, String argument)
      throws IOException {
    session.answer().line("Server requires authentication");
    Keyboard keyboard = session.terminal().keyboard();
    try {
      String name = keyboard.answer("Username:");
      String secret = keyboard.secret("Password:");
      session.answer().line("");
      session.login(name, secret);
    } catch (EOFException e) {
      fail(session, e.getMessage());
      return;
    }
    run(session, command, argument);
  }

  private static void failUnlessInterrupted(Session session, Exception e) throws IOException {
    if (Thread.currentThread().isInterrupted()) {
      throw new UserInterrupt();
    }
    fail(session, e.getMessage() == null ? e.toString() : e.getMessage());
  }

  private static String cure(FaultException e) {
    return switch (e.fault()) {
      case SHUTDOWN_STATE -> ", the daemon is stopping or restarting";
      case CANT_REREAD -> ", the daemon goes on with the configuration it has";
      default -> "";
    };
  }

  /** The classic line for what no command expects. */
  private static void fail(Session session, String what) throws IOException {
    session.answer().error("error: " + what);
    session.exitCode(ExitCode.GENERIC);
  }

  private static boolean isWordCharacter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
  }
}
