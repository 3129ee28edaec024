package io.jsupervisor.daemon.fleet;

import io.jsupervisor.daemon.core.Pid;
import io.jsupervisor.daemon.core.ProbeSpec;
import io.jsupervisor.daemon.core.ProcessState;
import io.jsupervisor.daemon.core.ReloadMethod;
import io.jsupervisor.daemon.core.Signal;
import io.jsupervisor.daemon.core.Ticks;
import io.jsupervisor.daemon.os.ProcTree;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Reloads in place. Core thread only; what the masters and workers do is looked up in /proc, off
 * it, every {@link #LOOK_MILLIS}.
 *
 * <p><b>HUP.</b> The master stays and replaces its workers: done when none of those before is left,
 * others have come and loaded their application, and the process is ready.
 *
 * <p><b>USR2</b> (Gunicorn). The master forks a new one, which accepts on the same listeners. When
 * the new one's workers have loaded their application the old master is told to end, and the new
 * one, an orphan then, comes to us as the nearest subreaper: {@code Adopted}. If the new one ends,
 * or is not there in time, it is sent away and the old one has never stopped.
 */
final class Reloads implements Reloading {
  private static final long LOOK_MILLIS = 100;
  private static final long A_MILLI = 1_000_000;

  /** How long a master that has no workers is given. */
  private static final long BLIND_MILLIS = 1_000;

  private final Clockwork clockwork;
  private final ProcessEngine engine;
  private final Map<ManagedProcess, Reload> current = new HashMap<>();

  private enum Phase {
    /** The signal is sent; the new workers (HUP) or the new master (USR2) are not there. */
    BEGUN,
    /** The new master has no worker that works. */
    BOOTING,
    /** The old master was told to end. */
    LEAVING,
    /** Everything is new; the process must say that it is ready. */
    REPLACED
  }

  private static final class Reload {
    final ManagedProcess process;
    final ReloadMethod method;
    final Pid old;
    final Set<Integer> before;
    final boolean beating;
    final Consumer<Outcome> done;
    Ticks deadline;
    Phase phase = Phase.BEGUN;
    Optional<Pid> master = Optional.empty();
    Ticks phaseEnds = Ticks.NEVER;

    Reload(
        ManagedProcess process,
        ReloadMethod method,
        Pid old,
        Set<Integer> before,
        boolean beating,
        Consumer<Outcome> done,
        Ticks now) {
      this.process = process;
      this.method = method;
      this.old = old;
      this.before = before;
      this.beating = beating;
      this.done = done;
      this.deadline = deadline(process, now);
    }
  }

  /** What was looked up: the workers of the master in question, and the new master. */
  private record Seen(Set<Integer> workers, boolean allBooted, Optional<Heir> heir) {}

  private record Heir(Pid pid, int group) {}

  Reloads(Clockwork clockwork, ProcessEngine engine) {
    this.clockwork = clockwork;
    this.engine = engine;
  }

  @Override
  public void reload(ManagedProcess process, Consumer<Outcome> done) {
    Optional<ReloadMethod> method = ReloadMethod.of(process.spec);
    String who = process.namespec().display();
    if (method.isEmpty()) {
      done.accept(Outcome.failed(who + " has no reload_method"));
    } else if (!(process.state() instanceof ProcessState.Running)) {
      done.accept(Outcome.failed(who + " is " + process.shownAs() + ", not RUNNING"));
    } else if (current.containsKey(process)) {
      done.accept(Outcome.failed(who + " is being reloaded already"));
    } else if (process.successor != null) {
      String pid = process.successor.toString();
      done.accept(Outcome.failed(who + ": the new master " + pid + " of the last try still ends"));
    } else if (method.get() == ReloadMethod.USR2 && !engine.adoptOrphans()) {
      done.accept(
          Outcome.failed(who + ": the kernel hands no orphans over (PR_SET_CHILD_SUBREAPER)"));
    } else {
      Pid old = process.pid().orElseThrow();
      Reload placeholder =
          new Reload(process, method.get(), old, Set.of(), false, done, clockwork.now());
      current.put(process, placeholder);
      clockwork.offCore(
          () -> {
            Set<Integer> before = ProcTree.children(old.value());
            boolean beating =
                method.get() == ReloadMethod.USR2
                    || before.stream().anyMatch(ProcTree::hasHeartbeat);
            clockwork.post(() -> begin(placeholder, before, beating));
          });
    }
  }

  private void begin(Reload asked, Set<Integer> before, boolean beating) {
    Reload reload =
        new Reload(
            asked.process, asked.method, asked.old, before, beating, asked.done, clockwork.now());
    current.put(asked.process, reload);
    if (!stands(reload)) {
      return;
    }
    Signal signal = reload.method == ReloadMethod.HUP ? Signal.HUP : Signal.USR2;
    var ignored = engine.signal(reload.process, signal);
    reload.phaseEnds = plusMillis(clockwork.now(), BLIND_MILLIS);
    lookLater(reload);
  }

  private static Ticks deadline(ManagedProcess process, Ticks from) {
    return from.plusSeconds(process.spec.extensions().serving().readinessDeadlineSecs());
  }

  private static Ticks plusMillis(Ticks from, long millis) {
    return new Ticks(from.nanos() + millis * A_MILLI);
  }

  private void lookLater(Reload reload) {
    clockwork.at(plusMillis(clockwork.now(), LOOK_MILLIS), () -> look(reload));
  }

  private void look(Reload reload) {
    if (!stands(reload)) {
      return;
    }
    int master = reload.master.orElse(reload.old).value();
    boolean seeksHeir = reload.method == ReloadMethod.USR2 && reload.phase == Phase.BEGUN;
    clockwork.offCore(
        () -> {
          Seen seen = seen(master, reload, seeksHeir);
          clockwork.post(() -> judge(reload, seen));
        });
  }

  private static Seen seen(int master, Reload reload, boolean seeksHeir) {
    Set<Integer> children = ProcTree.children(master);
    if (seeksHeir) {
      return new Seen(Set.of(), false, heir(master, children, reload.before));
    }
    boolean booted = children.stream().allMatch(child -> ProcTree.hasBooted(child, reload.beating));
    return new Seen(children, booted, Optional.empty());
  }

  /**
   * A worker has no children, so one that has some is a master, where it does not say so itself.
   */
  private static Optional<Heir> heir(int old, Set<Integer> children, Set<Integer> before) {
    return children.stream()
        .filter(child -> !before.contains(child))
        .filter(
            child ->
                ProcTree.isNewMaster(child, old)
                    .orElseGet(() -> !ProcTree.children(child).isEmpty()))
        .flatMap(child -> withGroup(child).stream())
        .findFirst();
  }

  private static Optional<Heir> withGroup(int pid) {
    OptionalInt group = ProcTree.group(pid);
    return group.isPresent()
        ? Optional.of(new Heir(new Pid(pid), group.getAsInt()))
        : Optional.empty();
  }

  private void judge(Reload reload, Seen seen) {
    if (!stands(reload)) {
      return;
    }
    switch (reload.phase) {
      case BEGUN -> {
        if (reload.method == ReloadMethod.USR2) {
          seen.heir().ifPresent(heir -> found(reload, heir));
        } else if (workersReplaced(reload, seen)) {
          replaced(reload);
        }
      }
      case BOOTING -> {
        int wanted = Math.max(1, reload.before.size());
        if (seen.workers().size() >= wanted && seen.allBooted()) {
          retireOld(reload);
        }
      }
      case LEAVING -> {
        if (reload.process.pid().equals(reload.master)) {
          replaced(reload);
        } else if (clockwork.now().reached(reload.phaseEnds)) {
          engine.signalChild(reload.process, reload.old, Signal.KILL);
          reload.phaseEnds = Ticks.NEVER;
        }
      }
      case REPLACED -> {
        boolean settled = clockwork.now().reached(reload.phaseEnds);
        if (settled && reload.process.readiness().ready()) {
          end(reload, Outcome.OK);
          return;
        }
      }
    }
    lookLater(reload);
  }

  private boolean workersReplaced(Reload reload, Seen seen) {
    if (reload.before.isEmpty()) {
      return clockwork.now().reached(reload.phaseEnds);
    }
    Set<Integer> left = new HashSet<>(seen.workers());
    left.retainAll(reload.before);
    return left.isEmpty() && !seen.workers().isEmpty() && seen.allBooted();
  }

  private void found(Reload reload, Heir heir) {
    if (engine.expectSuccessor(reload.process, heir.pid(), heir.group())) {
      reload.master = Optional.of(heir.pid());
      reload.phase = Phase.BOOTING;
    }
  }

  private void retireOld(Reload reload) {
    reload.phase = Phase.LEAVING;
    reload.phaseEnds = clockwork.now().plusSeconds(reload.process.spec.stop().stopwaitsecs());
    engine.signalChild(reload.process, reload.old, Signal.TERM);
  }

  /** What a probe said last may be of before: a round of it is waited for. */
  private void replaced(Reload reload) {
    reload.phase = Phase.REPLACED;
    reload.deadline = deadline(reload.process, clockwork.now());
    long round =
        reload
            .process
            .spec
            .extensions()
            .serving()
            .readiness()
            .map(ProbeSpec::intervalMillis)
            .orElse(0L);
    reload.phaseEnds = plusMillis(clockwork.now(), round);
  }

  /** Whether it may go on; ends it where it may not. */
  private boolean stands(Reload reload) {
    ManagedProcess process = reload.process;
    if (!reload.equals(current.get(process))) {
      return false;
    }
    String who = process.namespec().display();
    boolean adopted = reload.phase == Phase.LEAVING || reload.phase == Phase.REPLACED;
    Optional<Pid> pid = process.pid();
    if (!(process.state() instanceof ProcessState.Running)) {
      endStrays(reload);
      end(
          reload,
          Outcome.failed(who + " is " + process.shownAs() + ": its reload came to nothing"));
      return false;
    }
    if (!pid.equals(Optional.of(reload.old)) && !(adopted && pid.equals(reload.master))) {
      endStrays(reload);
      end(reload, Outcome.failed(who + " ended during its reload; another child runs"));
      return false;
    }
    boolean heirGone =
        reload.master.isPresent() && !pid.equals(reload.master) && process.successor == null;
    if (heirGone) {
      end(
          reload,
          Outcome.failed(
              who
                  + ": the new master "
                  + reload.master.get()
                  + " ended (its log says why)"
                  + (adopted ? "" : "; the old one goes on")));
      return false;
    }
    if (reload.phase != Phase.LEAVING && clockwork.now().reached(reload.deadline)) {
      late(reload, who);
      return false;
    }
    return true;
  }

  private void late(Reload reload, String who) {
    long seconds = reload.process.spec.extensions().serving().readinessDeadlineSecs();
    String goesOn = "";
    if (reload.master.isPresent() && reload.phase == Phase.BOOTING) {
      engine.signalChild(reload.process, reload.master.get(), Signal.TERM);
      goesOn = "; the old master goes on";
    }
    String what =
        reload.method == ReloadMethod.USR2 && reload.phase == Phase.BEGUN
            ? "no new master has come (is it Gunicorn?)"
            : "it is not ready with its new code";
    end(
        reload,
        Outcome.failed(who + ": " + what + " within readiness_deadline=" + seconds + goesOn));
  }

  /** The old master has ended before its new one was known: that one holds its address. */
  private void endStrays(Reload reload) {
    if (reload.method != ReloadMethod.USR2 || reload.master.isPresent()) {
      return;
    }
    int self = (int) ProcessHandle.current().pid();
    int old = reload.old.value();
    clockwork.offCore(
        () ->
            ProcTree.children(self).stream()
                .filter(child -> ProcTree.isNewMaster(child, old).orElse(false))
                .flatMap(child -> withGroup(child).stream())
                .forEach(heir -> clockwork.post(() -> engine.endOrphan(heir.pid(), heir.group()))));
  }

  private void end(Reload reload, Outcome outcome) {
    current.remove(reload.process);
    reload.done.accept(outcome);
  }
}
