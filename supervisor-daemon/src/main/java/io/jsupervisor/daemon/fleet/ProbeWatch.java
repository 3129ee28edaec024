package io.jsupervisor.daemon.fleet;

import io.jsupervisor.daemon.core.Extensions;
import io.jsupervisor.daemon.core.Goal;
import io.jsupervisor.daemon.core.Pid;
import io.jsupervisor.daemon.core.ProbeCourse;
import io.jsupervisor.daemon.core.ProbeSpec;
import io.jsupervisor.daemon.core.ProbeSpec.Check;
import io.jsupervisor.daemon.core.ProcessEvent;
import io.jsupervisor.daemon.core.ProcessState;
import io.jsupervisor.daemon.core.Serving;
import io.jsupervisor.daemon.log.DaemonLog;
import io.jsupervisor.daemon.probe.ProbeAnswer;
import io.jsupervisor.daemon.probe.Probes;
import java.util.Optional;

/**
 * What is asked of one child: its readiness until it ends, its liveness once it has been ready. An
 * answer that comes when the watch is over means nothing. Core thread only.
 */
final class ProbeWatch {
  private static final String LOCALHOST = "127.0.0.1";

  private final Clockwork clockwork;
  private final ProcessEngine engine;
  private final Probes probes;
  private final DaemonLog log;
  final ManagedProcess process;
  private final Serving serving;
  private Probes.Asking readiness = () -> {};
  private Probes.Asking liveness = () -> {};
  private Optional<ProbeAnswer> said = Optional.empty();
  private boolean livenessBegun;
  private boolean wasReady;
  private boolean late;
  private boolean over;
  private String lastWhy = "";

  private Pid pid;

  ProbeWatch(
      ManagedProcess process,
      Pid pid,
      Clockwork clockwork,
      ProcessEngine engine,
      Probes probes,
      DaemonLog log) {
    this.process = process;
    this.pid = pid;
    this.serving = process.spec.extensions().serving();
    this.clockwork = clockwork;
    this.engine = engine;
    this.probes = probes;
    this.log = log;
  }

  /** Who is watched: the child, or the heir that it reloaded into. */
  Pid pid() {
    return pid;
  }

  void follow(Pid heir) {
    pid = heir;
  }

  boolean readinessIs(Class<? extends Check> kind) {
    return serving.readiness().map(ProbeSpec::check).filter(kind::isInstance).isPresent();
  }

  void begin() {
    if (serving.readiness().isEmpty()) {
      return;
    }
    ProbeSpec asked = serving.readiness().get();
    readiness(false, waitsFor(asked.check()));
    readiness = ask(ProbeCourse.readiness(asked), (yes, why) -> readiness(yes, why));
    long deadline = serving.readinessDeadlineSecs();
    clockwork.at(clockwork.now().plusSeconds(deadline), this::deadlinePassed);
  }

  private static String waitsFor(Check check) {
    return switch (check) {
      case Check.Notify ignored -> "it has not said READY=1";
      case Check.Log(String regex) -> "no line of its output matches " + regex;
      default -> "not asked yet";
    };
  }

  void beginLivenessIfDue() {
    boolean due =
        serving.readiness().isPresent()
            ? wasReady
            : process.state() instanceof ProcessState.Running;
    if (due && !livenessBegun && serving.liveness().isPresent()) {
      livenessBegun = true;
      liveness = ask(ProbeCourse.liveness(serving.liveness().get()), this::liveness);
    }
  }

  void end() {
    over = true;
    readiness.end();
    liveness.end();
  }

  /** Begins to ask; {@code hearer} hears on the core, as long as this watch is not over. */
  private Probes.Asking ask(ProbeCourse course, Probes.Hearer hearer) {
    Probes.Hearer onCore =
        (yes, why) ->
            clockwork.post(
                () -> {
                  if (!over) {
                    hearer.heard(yes, why);
                  }
                });
    return switch (course.spec().check()) {
      case Check.Tcp ignored -> probes.ask(address(), course, onCore);
      case Check.Http ignored -> probes.ask(address(), course, onCore);
      case Check.Exec exec -> {
        CommandProbe probe =
            new CommandProbe(clockwork, engine.commands(), process, exec.command(), course, hearer);
        probe.askLater();
        yield probe;
      }
      case Check.Notify ignored -> () -> {};
      case Check.Log ignored -> () -> {};
    };
  }

  private Probes.Address address() {
    Extensions extensions = process.spec.extensions();
    return new Probes.Address(
        extensions.host().orElse(LOCALHOST), extensions.port().orElse(0), extensions.protocol());
  }

  /** Nobody asked: it told of itself. */
  void says(boolean ready, String why) {
    said = Optional.of(new ProbeAnswer(ready, why, clockwork.wall(), ready ? 0 : 1));
    readiness(ready, why);
  }

  /** What was answered, or told unasked, last. */
  Optional<ProbeAnswer> lastReadiness() {
    return readiness.last().or(() -> said);
  }

  Optional<ProbeAnswer> lastLiveness() {
    return liveness.last();
  }

  private void readiness(boolean ready, String why) {
    lastWhy = why;
    wasReady |= ready;
    engine.readiness(process, ready, late && !wasReady ? tooLate(why) : why);
  }

  /** Tells why once; it may still become ready. */
  private void deadlinePassed() {
    if (!over && !wasReady && !late) {
      late = true;
      readiness(false, lastWhy);
      log.warn(process.namespec() + " is " + tooLate(lastWhy));
    }
  }

  private String tooLate(String why) {
    long seconds = serving.readinessDeadlineSecs();
    return "not ready within " + seconds + " s: " + why;
  }

  private void liveness(boolean alive, String why) {
    if (alive || !engine.mayStart() || process.reaped != null) {
      return;
    }
    log.warn("liveness of " + process.namespec() + " failed, it is restarted: " + why);
    engine.feed(process, new ProcessEvent.StopRequested(Goal.UP), "liveness failed: " + why);
  }
}
