package io.jsupervisor.ctl.command;

import io.jsupervisor.ctl.client.HttpFailure;
import io.jsupervisor.ctl.client.LogFollowing;
import java.io.IOException;

/** What {@code tail -f} and {@code maintail -f} share. */
final class Following {
  private Following() {}

  /**
   * Copies until the server ends the stream or the user presses Ctrl-C. Errors go to stderr and
   * leave the exit code alone, as with the classic tool.
   *
   * @param shown the path as error messages show it, with the name as typed
   */
  static void follow(Session session, String path, String shown) throws IOException {
    if (!session.answer().endless()) {
      session.terminal().complain("jsupervisorctl: --json cannot follow a log; leave out -f");
      session.exitCode(ExitCode.INVALID_ARGUMENTS);
      return;
    }
    session.answer().line("==> Press Ctrl-C to exit <==");
    Terminal terminal = session.terminal();
    terminal.out().flush();
    Thread goodbye = new Thread(() -> endLine(terminal));
    Runtime.getRuntime().addShutdownHook(goodbye);
    try {
      LogFollowing.copy(session.connection(), path, terminal.out());
    } catch (HttpFailure e) {
      terminal.complain(session.serverurl() + shown + " Cannot read, status code " + e.status());
    } catch (IOException e) {
      terminal.complain(session.serverurl() + shown + " Cannot connect, error: " + e.getMessage());
    } finally {
      Runtime.getRuntime().removeShutdownHook(goodbye);
    }
  }

  /** Ctrl-C ends the JVM by its shutdown hooks; this one gives it the classic exit code. */
  private static void endLine(Terminal terminal) {
    try {
      terminal.out().write('\n');
      terminal.out().flush();
    } catch (IOException _) {
      // Nobody reads any more, and that is no reason for another exit code.
    }
    Runtime.getRuntime().halt(ExitCode.SUCCESS);
  }
}
