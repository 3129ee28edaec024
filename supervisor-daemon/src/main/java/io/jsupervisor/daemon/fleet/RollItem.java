package io.jsupervisor.daemon.fleet;

import io.jsupervisor.daemon.core.Goal;
import io.jsupervisor.daemon.core.Namespec;
import io.jsupervisor.daemon.core.ProcessEvent;
import io.jsupervisor.daemon.core.StateName;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A roll's work on one process: out of rotation, stop, the new definition, start, ready, back into
 * rotation, and ready for {@code min_ready_secs} there. It looks at what holds now whenever
 * something has changed, so no event can be missed. Core thread only.
 */
final class RollItem {
  final RollStep step;
  private final RollContext context;
  private final Consumer<RollItem> progressed;
  private ManagedProcess process;

  /** Once it is to be ready again. */
  private RollArrival arrival;

  private boolean began;
  private boolean ended;
  private boolean superseded;
  private boolean applied;
  private boolean ran;
  private boolean start;
  private boolean reloads;
  private long wishes;
  private volatile RollPhase phase = RollPhase.PENDING;
  private volatile String message = "";

  /**
   * @param progressed told of every phase, and of the end
   */
  RollItem(RollStep step, RollContext context, Consumer<RollItem> progressed) {
    this.step = step;
    this.context = context;
    this.progressed = progressed;
  }

  Namespec who() {
    return step.who();
  }

  /** Any thread. */
  RollPhase phase() {
    return phase;
  }

  /** Why it failed, or was left alone; any thread. */
  String message() {
    return message;
  }

  boolean isBegun() {
    return began;
  }

  boolean isEnded() {
    return ended;
  }

  boolean isFailed() {
    return phase == RollPhase.FAILED;
  }

  /** It ended because a user wanted something else of its process. */
  boolean isSuperseded() {
    return superseded;
  }

  /** It failed and gets no requests. */
  boolean isHeldOut() {
    return isFailed() && process != null && process.heldOut;
  }

  /** There is something to go back from. */
  boolean isApplied() {
    return applied;
  }

  RollStep undone() {
    return step.undone(ran);
  }

  void begin() {
    began = true;
    if (step.isAdd()) {
      add();
      return;
    }
    process = context.registry().process(who()).orElse(null);
    if (process == null) {
      supersede(who().display() + " was removed meanwhile");
      return;
    }
    wishes = process.wishes;
    start = step.starts(process);
    ran = process.isWanted();
    if (process.shownAs() == StateName.UNKNOWN) {
      fail(who().display() + " is in an unknown process state");
    } else if (!start && step.isRestart()) {
      leaveAlone();
    } else if (reloadsInPlace()) {
      reload();
    } else {
      enter(RollPhase.DRAINING);
      context.hold(process, this::drained);
    }
  }

  private void leaveAlone() {
    message = "it is " + process.shownAs() + "; a rolling restart leaves it so";
    done();
  }

  private void add() {
    ManagedGroup group = context.registry().group(who().group()).orElse(null);
    if (group == null || group.process(who().name()) != null) {
      supersede(
          group == null
              ? "group \"" + who().group() + "\" was removed meanwhile"
              : who().display() + " was added meanwhile");
      return;
    }
    process = group.add(step.after().orElseThrow(), context.clockwork().now());
    context.listener().processAdded(who());
    context.engine().noteChanged(process);
    applied = true;
    start = step.starts(process);
    startIfWanted();
    if (step.begin() == RollStep.Begin.AUTOSTART) {
      context.gate().startByPlugIn(List.of(process));
    }
  }

  // Where "stop, start" is replaced by reload_method: its new code, but no new definition.

  private boolean reloadsInPlace() {
    return step.isRestart()
        && process.shownAs() == StateName.RUNNING
        && context.reloading().filter(r -> r.isConfigured(process)).isPresent();
  }

  private void reload() {
    reloads = true;
    applied = true;
    enter(RollPhase.WAITING);
    context
        .reloading()
        .orElseThrow()
        .reload(
            process,
            outcome -> {
              if (ended) {
                return;
              }
              reloads = false;
              if (outcome.ok()) {
                arrival = new RollArrival(this, process, context);
                look();
              } else {
                fail(who().display() + " did not reload: " + outcome.why());
              }
            });
  }

  private void drained() {
    if (ended || phase != RollPhase.DRAINING || isSupersededNow()) {
      return;
    }
    Optional<String> problem = context.rotation().problem(process);
    if (problem.isPresent()) {
      // It would go on getting requests: nothing is stopped under those.
      message = who().display() + " cannot be taken out: " + problem.get();
      release(() -> {});
      end(RollPhase.FAILED);
      return;
    }
    enter(RollPhase.STOPPING);
    process.comesBack = start;
    // Also where it has ended by itself: nothing may start it before it has its new definition.
    context.engine().feed(process, new ProcessEvent.StopRequested(Goal.DOWN));
    look();
  }

  /** Something about the process has changed, or a deadline has come. */
  void look() {
    if (ended || !began || process == null || isSupersededNow() || reloads) {
      return;
    }
    switch (phase) {
      case STOPPING -> lookWhileStopping();
      case HELD, STARTING, WAITING -> arrival.look();
      case PENDING, DRAINING, DONE, FAILED -> {}
    }
  }

  private boolean isSupersededNow() {
    if (process.removed) {
      supersede(who().display() + " was removed meanwhile");
    } else if (process.wishes != wishes) {
      supersede("a user asked for something else of " + who().display() + ", and that counts");
    }
    return ended;
  }

  private void lookWhileStopping() {
    if (process.shownAs() == StateName.UNKNOWN) {
      fail(who().display() + " could not be stopped: a signal was refused");
    } else if (process.shownAs().isDown()) {
      stopped();
    }
  }

  private void stopped() {
    applied = true;
    if (step.isRemove()) {
      process.removed = true;
      context.gate().callOff(process, who().display() + " was removed meanwhile");
      process.group.remove(process);
      context.listener().processRemoved(who());
      context.engine().noteChanged(process);
      done();
      return;
    }
    if (!step.isRestart()) {
      process.redefine(step.after().orElseThrow());
    }
    startIfWanted();
  }

  private void startIfWanted() {
    if (!start) {
      release(() -> {});
      done();
    } else if (!context.engine().mayStart()) {
      fail("the daemon is stopping");
    } else {
      ran = true;
      context.gate().start(process, Optional.empty(), /* lasting= */ false);
      process.comesBack = false;
      arrival = new RollArrival(this, process, context);
      arrival.begin();
    }
  }

  private void release(Runnable in) {
    context.release(process, in);
  }

  /** Nothing irrevocable has been done to it yet: it goes on as it was. */
  void cancelIfDraining() {
    if (phase == RollPhase.DRAINING) {
      release(() -> {});
      message = "not touched";
      end(RollPhase.PENDING);
    }
  }

  /** The daemon ends, and with it everything. */
  void giveUp() {
    if (!ended) {
      ended = true;
      message = "the daemon stopped";
    }
  }

  /** It stays out of rotation: what does not work gets no requests. */
  void fail(String why) {
    message = why;
    if (process != null && !step.isRemove()) {
      context.hold(process, () -> {});
    }
    end(RollPhase.FAILED);
  }

  private void supersede(String why) {
    superseded = true;
    message = why;
    if (process != null && !process.removed) {
      release(() -> {});
    }
    end(RollPhase.FAILED);
  }

  void enter(RollPhase next) {
    phase = next;
    progressed.accept(this);
  }

  void done() {
    end(RollPhase.DONE);
  }

  private void end(RollPhase last) {
    ended = true;
    if (process != null && process.comesBack) {
      process.comesBack = false;
      context.engine().noteChanged(process);
    }
    enter(last);
  }
}
