package io.jsupervisor.ctl.command;

import io.jsupervisor.ctl.client.HttpFailure;
import io.jsupervisor.ctl.client.LogFollowing;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;

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
    Terminal terminal = session.terminal();
    terminal.keyboard().catchInterrupts();
    session.answer().line("==> Press Ctrl-C to exit <==");
    terminal.out().flush();
    try {
      LogFollowing.copy(session.connection(), path, terminal.out());
    } catch (ClosedByInterruptException _) {
      endByInterrupt(session);
    } catch (HttpFailure e) {
      terminal.complain(session.serverurl() + shown + " Cannot read, status code " + e.status());
    } catch (IOException e) {
      if (Thread.currentThread().isInterrupted()) {
        endByInterrupt(session);
        return;
      }
      terminal.complain(session.serverurl() + shown + " Cannot connect, error: " + e.getMessage());
    }
  }

  /** Ctrl-C ends the following and nothing else. */
  private static void endByInterrupt(Session session) throws IOException {
    Thread.interrupted();
    session.close();
    session.answer().line("");
  }
}
