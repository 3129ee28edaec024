package io.jsupervisor.daemon.fleet;

import io.jsupervisor.daemon.core.Namespec;
import io.jsupervisor.daemon.core.Pid;
import io.jsupervisor.daemon.core.ProbeSpec.Check;
import io.jsupervisor.daemon.core.ProcessState;
import io.jsupervisor.daemon.core.Serving;
import io.jsupervisor.daemon.log.DaemonLog;
import io.jsupervisor.daemon.probe.Notification;
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
 * comes when its child is gone finds that its {@link ProbeWatch} is over.
 */
final class Prober implements ProcessObserver {
  private final Clockwork clockwork;
  private final ProcessEngine engine;
  private final Probes probes;
  private final DaemonLog log;
  private final Map<ManagedProcess, ProbeWatch> watches = new HashMap<>();
  private final Map<Integer, ProbeWatch> byPid = new HashMap<>();

  Prober(Clockwork clockwork, ProcessEngine engine, Probes probes, DaemonLog log) {
    this.clockwork = clockwork;
    this.engine = engine;
    this.probes = probes;
    this.log = log;
  }

  @Override
  public void changed(ManagedProcess process) {
    Optional<Pid> child = isUp(process) ? process.pid() : Optional.empty();
    ProbeWatch watch = watches.get(process);
    if (watch != null && child.isPresent() && process.readiness().ready()) {
      // Ready without a break, so another pid is the heir of a reload in place.
      byPid.remove(watch.pid().value(), watch);
      watch.follow(child.get());
      byPid.put(watch.pid().value(), watch);
    }
    if (watch != null && !child.equals(Optional.of(watch.pid()))) {
      watches.remove(process, watch);
      byPid.remove(watch.pid().value(), watch);
      watch.end();
      watch = null;
    }
    if (watch == null && child.isPresent() && isProbed(process)) {
      watch = new ProbeWatch(process, child.get(), clockwork, engine, probes, log);
      watches.put(process, watch);
      byPid.put(child.get().value(), watch);
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
    ProbeWatch watch = byPid.get(pid.value());
    if (watch != null
        && watch.process.namespec().equals(process)
        && watch.readinessIs(Check.Log.class)) {
      watch.says(true, "");
    }
  }

  /** What a process is asked, and what was answered last. */
  List<ProbeView> views(ManagedProcess process) {
    Serving serving = process.spec.extensions().serving();
    Optional<ProbeWatch> watch = Optional.ofNullable(watches.get(process));
    List<ProbeView> views = new ArrayList<>();
    serving
        .readiness()
        .ifPresent(
            spec -> views.add(ProbeView.of(false, spec, watch.flatMap(ProbeWatch::lastReadiness))));
    serving
        .liveness()
        .ifPresent(
            spec -> views.add(ProbeView.of(true, spec, watch.flatMap(ProbeWatch::lastLiveness))));
    return views;
  }

  /** A process says something of itself; what strangers say means nothing. */
  void heard(Notification notification) {
    for (int sender : notification.senders()) {
      ProbeWatch watch = byPid.get(sender);
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
}
