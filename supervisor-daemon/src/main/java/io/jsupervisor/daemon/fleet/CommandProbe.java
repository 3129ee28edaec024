package io.jsupervisor.daemon.fleet;

import io.jsupervisor.daemon.core.ProbeCourse;
import io.jsupervisor.daemon.core.Ticks;
import io.jsupervisor.daemon.probe.ProbeAnswer;
import io.jsupervisor.daemon.probe.Probes;
import java.util.Optional;

/**
 * A probe by a command: one run at a time, through the one runner of commands. Core thread only.
 */
final class CommandProbe implements Probes.Asking {
  private static final long NANOS_PER_MILLI = 1_000_000L;

  private final Clockwork clockwork;
  private final CommandRunner runner;
  private final ManagedProcess process;
  private final String command;
  private final Probes.Hearer hearer;
  private Runnable callOff = () -> {};
  private ProbeCourse course;
  private String told = "";
  private Optional<ProbeAnswer> last = Optional.empty();
  private boolean over;

  /**
   * @param process whose account, directory and environment the command has
   * @param hearer hears on the core
   */
  CommandProbe(
      Clockwork clockwork,
      CommandRunner runner,
      ManagedProcess process,
      String command,
      ProbeCourse course,
      Probes.Hearer hearer) {
    this.clockwork = clockwork;
    this.runner = runner;
    this.process = process;
    this.command = command;
    this.course = course;
    this.hearer = hearer;
  }

  /** Runs it when the course says so, and then again and again. */
  void askLater() {
    long nanos = course.delayMillis() * NANOS_PER_MILLI;
    clockwork.at(new Ticks(clockwork.now().nanos() + nanos), this::ask);
  }

  private void ask() {
    if (!over && process.reaped == null) {
      callOff = runner.runAs(process.spec, command, course.spec().timeoutMillis(), this::ended);
    }
  }

  @Override
  public void end() {
    over = true;
    callOff.run();
  }

  @Override
  public Optional<ProbeAnswer> last() {
    return last;
  }

  private void ended(CommandRunner.Ended answer) {
    if (over) {
      return;
    }
    course = course.after(answer.ok());
    String heard = answer.ok() ? "exit status 0" : answer.text();
    last = Optional.of(new ProbeAnswer(answer.ok(), heard, clockwork.wall(), course.failed()));
    String says = course.yes() ? "yes" : "no: " + answer.text();
    if (!says.equals(told)) {
      told = says;
      hearer.heard(course.yes(), course.yes() ? "" : answer.text());
    }
    askLater();
  }
}
