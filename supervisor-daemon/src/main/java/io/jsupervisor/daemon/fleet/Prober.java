package io.jsupervisor.daemon.fleet;

import io.jsupervisor.daemon.core.Extensions;
import io.jsupervisor.daemon.core.Goal;
import io.jsupervisor.daemon.core.Namespec;
import io.jsupervisor.daemon.core.Pid;
import io.jsupervisor.daemon.core.ProbeCourse;
import io.jsupervisor.daemon.core.ProbeSpec;
import io.jsupervisor.daemon.core.ProbeSpec.Check;
import io.jsupervisor.daemon.core.ProcessEvent;
import io.jsupervisor.daemon.core.ProcessState;
import io.jsupervisor.daemon.core.Serving;
import io.jsupervisor.daemon.core.Ticks;
import io.jsupervisor.daemon.log.DaemonLog;
import io.jsupervisor.daemon.probe.Notification;
import io.jsupervisor.daemon.probe.ProbeAnswer;
import io.jsupervisor.daemon.probe.Probes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Readiness and liveness of the processes. Readiness is asked for from the moment the child exists,
 * and decides only whether it serves; liveness from the first ready (or RUNNING) on, and its
 * failure restarts the process. Core thread only: the asking is done elsewhere, and an answer that
 * comes when its child is gone finds that its {@link Watch} is over.
 */
final class Prober implements ProcessObserver {
  private static final long NANOS_PER_MILLI = 1_000_000L;
  private static final String LOCALHOST = "127.0.0.1";

  private final Clockwork clockwork;
  private final ProcessEngine engine;
  private final Probes probes;
  private final DaemonLog log;
  private final Map<ManagedProcess, Watch> watches = new HashMap<>();
  private final Map<Integer, Watch> byPid = new HashMap<>();

  Prober(Clockwork clockwork, ProcessEngine engine, Probes probes, DaemonLog log) {
    this.clockwork = clockwork;
    this.engine = engine;
    this.probes = probes;
    this.log = log;
  }

  @Override
  public void changed(ManagedProcess process) {
    Optional<Pid> child = isUp(process) ? process.pid() : Optional.empty();
    Watch watch = watches.get(process);
    if (watch != null && child.isPresent() && process.readiness().ready()) {
      // Ready without a break, so another pid is the heir of a reload in place.
      watch.follow(child.get());
    }
    if (watch != null && !child.equals(Optional.of(watch.pid))) {
      watch.end();
      watch = null;
    }
    if (watch == null && child.isPresent() && isProbed(process)) {
      watch = new Watch(process, child.get());
      watch.begin();
    }
    if (watch != null) {
      watch.beginLivenessIfDue();
    }
  }

  private static boolean isUp(ManagedProcess process) {
    return process.state() instanceof ProcessState.Starting
        || process.state() instanceof ProcessState.Running;
  }

  private static boolean isProbed(ManagedProcess process) {
    return process.spec.extensions().serving().readiness().isPresent()
        || process.spec.extensions().serving().liveness().isPresent();
  }

  /** A line of the output of this child matches. */
  void lineMatched(Namespec process, Pid pid) {
    Watch watch = byPid.get(pid.value());
    if (watch != null
        && watch.process.namespec().equals(process)
        && watch.readinessIs(Check.Log.class)) {
      watch.says(true, "");
    }
  }

  /** What a process is asked, and what was answered last. */
  List<ProbeView> views(ManagedProcess process) {
    Serving serving = process.spec.extensions().serving();
    Optional<Watch> watch = Optional.ofNullable(watches.get(process));
    List<ProbeView> views = new ArrayList<>();
    serving
        .readiness()
        .ifPresent(
            spec -> views.add(ProbeView.of(false, spec, watch.flatMap(Watch::lastReadiness))));
    serving
        .liveness()
        .ifPresent(
            spec -> views.add(ProbeView.of(true, spec, watch.flatMap(w -> w.liveness.last()))));
    return views;
  }

  /** A process says something of itself; what strangers say means nothing. */
  void heard(Notification notification) {
    for (int sender : notification.senders()) {
      Watch watch = byPid.get(sender);
      if (watch != null) {
        if (watch.readinessIs(Check.Notify.class)) {
          Readiness before = watch.process.readiness();
          watch.says(
              notification.ready().orElse(before.ready()),
              notification.status().orElse(notification.ready().isPresent() ? "" : before.why()));
        }
        return;
      }
    }
  }

  /** One child and what is asked of it. */
  private final class Watch {
    final ManagedProcess process;
    Pid pid;
    private final Serving serving;
    private Probes.Asking readiness = () -> {};
    private Probes.Asking liveness = () -> {};
    private Optional<ProbeAnswer> said = Optional.empty();
    private boolean livenessBegun;
    private boolean wasReady;
    private boolean late;
    private boolean over;
    private String lastWhy = "";

    Watch(ManagedProcess process, Pid pid) {
      this.process = process;
      this.pid = pid;
      this.serving = process.spec.extensions().serving();
    }

    boolean readinessIs(Class<? extends Check> kind) {
      return serving.readiness().map(ProbeSpec::check).filter(kind::isInstance).isPresent();
    }

    void begin() {
      watches.put(process, this);
      byPid.put(pid.value(), this);
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

    void follow(Pid heir) {
      byPid.remove(pid.value(), this);
      pid = heir;
      byPid.put(pid.value(), this);
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
      watches.remove(process, this);
      byPid.remove(pid.value(), this);
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
          Commanded commanded = new Commanded(exec.command(), course, hearer);
          commanded.askLater();
          yield commanded;
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

    Optional<ProbeAnswer> lastReadiness() {
      return readiness.last().or(() -> said);
    }

    void readiness(boolean ready, String why) {
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

    /** A probe by a command: one run at a time, through the one runner. */
    private final class Commanded implements Probes.Asking {
      private final String command;
      private final Probes.Hearer hearer;
      private Runnable callOff = () -> {};
      private ProbeCourse course;
      private String told = "";
      private Optional<ProbeAnswer> last = Optional.empty();

      Commanded(String command, ProbeCourse course, Probes.Hearer hearer) {
        this.command = command;
        this.course = course;
        this.hearer = hearer;
      }

      void askLater() {
        long nanos = course.delayMillis() * NANOS_PER_MILLI;
        clockwork.at(new Ticks(clockwork.now().nanos() + nanos), this::ask);
      }

      private void ask() {
        if (!over && process.reaped == null) {
          callOff =
              engine
                  .commands()
                  .runAs(process.spec, command, course.spec().timeoutMillis(), this::ended);
        }
      }

      @Override
      public void end() {
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
  }
}
