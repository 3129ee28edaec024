package io.jsupervisor.ctl.main;

import io.jsupervisor.common.options.OptionException;
import io.jsupervisor.ctl.command.Commands;
import io.jsupervisor.ctl.command.ExitCode;
import io.jsupervisor.ctl.command.Session;
import io.jsupervisor.ctl.command.Terminal;
import io.jsupervisor.ctl.format.Answer;
import io.jsupervisor.ctl.format.JsonAnswer;
import io.jsupervisor.ctl.format.TextAnswer;
import io.jsupervisor.ctl.shell.LineKeyboard;
import io.jsupervisor.ctl.shell.Shell;
import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The program {@code jsupervisorctl}. */
public final class JSupervisorCtl {
  private static final int BUFFER = 16 * 1024;

  private JSupervisorCtl() {}

  /** Runs the command line and ends the JVM with its exit code; other threads are daemons. */
  public static void main(String[] args) {
    int code =
        run(
            args,
            new FileInputStream(FileDescriptor.in),
            new BufferedOutputStream(new FileOutputStream(FileDescriptor.out), BUFFER),
            new FileOutputStream(FileDescriptor.err));
    if (code != ExitCode.SUCCESS) {
      // Not System.exit: that looks for a logger to tell it to, which takes 15 ms. All is flushed.
      Runtime.getRuntime().halt(code);
    }
  }

  /**
   * Runs one command line. The system property {@code jsupervisor.argv0} is the program's name in
   * messages.
   *
   * @param out buffered by the caller; flushed here at the end, and whenever a person waits
   * @return the exit code
   */
  public static int run(String[] args, InputStream in, OutputStream out, OutputStream err) {
    try {
      return run(List.of(args), new Terminal(in, out, err));
    } catch (IOException _) {
      // Nobody reads what we print, so there is nobody to tell either.
      return ExitCode.GENERIC;
    }
  }

  private static int run(List<String> args, Terminal terminal) throws IOException {
    String argv0 = System.getProperty("jsupervisor.argv0", "jsupervisorctl");
    CommandLine line;
    Settings settings;
    try {
      line = CommandLine.parse(args);
      if (line.help()) {
        terminal.out().write(Usage.text(argv0).getBytes(StandardCharsets.UTF_8));
        terminal.out().flush();
        return ExitCode.SUCCESS;
      }
      settings = Settings.of(line, argv0);
    } catch (OptionException e) {
      terminal.err().write(e.report(argv0).getBytes(StandardCharsets.UTF_8));
      terminal.err().flush();
      return ExitCode.INVALID_ARGUMENTS;
    }
    if (!line.words().isEmpty()) {
      return execute(line, settings, terminal);
    }
    if (line.json()) {
      terminal.complain(
          "jsupervisorctl: --json goes with an action, such as \"" + argv0 + " status --json\"");
      return ExitCode.INVALID_ARGUMENTS;
    }
    return converse(settings, terminal);
  }

  private static int converse(Settings settings, Terminal terminal) throws IOException {
    try (Session session =
        new Session(
                new TextAnswer(terminal.out()),
                terminal,
                true,
                settings.serverurl(),
                settings.username(),
                settings.password())
            .withFleetLogin(settings.fleetUsername(), settings.fleetPassword())) {
      if (Terminal.isReal()) {
        takeRealTerminal(session, settings.historyFile());
      }
      Shell.run(session, settings.prompt());
    }
    terminal.keyboard().close();
    return ExitCode.SUCCESS;
  }

  private static void takeRealTerminal(Session session, String historyFile) throws IOException {
    try {
      session.terminal().keyboard(new LineKeyboard(session, historyFile));
    } catch (IOException | IllegalStateException e) {
      session
          .terminal()
          .complain(
              "jsupervisorctl: no editing and no history on this terminal ("
                  + e.getMessage()
                  + ")");
    }
  }

  private static int execute(CommandLine line, Settings settings, Terminal terminal)
      throws IOException {
    Answer answer = line.json() ? new JsonAnswer(terminal.out()) : new TextAnswer(terminal.out());
    try (Session session =
        new Session(
                answer,
                terminal,
                line.interactive(),
                settings.serverurl(),
                settings.username(),
                settings.password())
            .withFleetLogin(settings.fleetUsername(), settings.fleetPassword())) {
      Commands.run(session, String.join(" ", line.words()));
      answer.finish();
      return session.exitCode();
    }
  }
}
