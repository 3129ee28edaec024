package io.jsupervisor.daemon.os;

import io.jsupervisor.daemon.core.ExitStatus;
import io.jsupervisor.daemon.core.Pid;
import io.jsupervisor.daemon.core.Signal;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * {@link Processes} without an operating system: records what it is asked, and its children end
 * when the test says so. {@code ProcessesContract} holds it to what Linux does.
 */
public final class FakeProcesses implements Processes {
  /** A signal that was sent. */
  public record Sent(Pid pid, Signal signal, boolean wholeGroup) {}

  private final Map<Pid, LaunchPlan> alive = new LinkedHashMap<>();
  private final Map<Pid, LaunchPlan> zombies = new LinkedHashMap<>();
  private final List<LaunchPlan> plans = new ArrayList<>();
  private final List<Sent> sent = new ArrayList<>();
  private final List<Reaped> ended = new ArrayList<>();
  private final Deque<SpawnResult.Failed> refusals = new ArrayDeque<>();
  private Optional<Integer> signalRefusal = Optional.empty();
  private int nextPid = 1000;

  @Override
  public SpawnResult spawn(LaunchPlan plan) {
    plans.add(plan);
    SpawnResult.Failed refusal = refusals.poll();
    if (refusal != null) {
      return refusal;
    }
    Pid pid = new Pid(nextPid++);
    alive.put(pid, plan);
    return new SpawnResult.Spawned(pid, -1, -1, -1);
  }

  @Override
  public SignalResult signal(Pid pid, Signal signal, boolean wholeGroup) {
    if (!alive.containsKey(pid) && !zombies.containsKey(pid)) {
      return new SignalResult.NoSuchProcess();
    }
    if (signalRefusal.isPresent()) {
      return new SignalResult.Refused(signalRefusal.get());
    }
    sent.add(new Sent(pid, signal, wholeGroup));
    return new SignalResult.Sent();
  }

  @Override
  public List<Reaped> reap() {
    List<Reaped> taken = List.copyOf(ended);
    ended.clear();
    zombies.clear();
    return taken;
  }

  /** Ends a child; the next {@link #reap} tells it. */
  public void exit(Pid pid, ExitStatus status) {
    LaunchPlan plan = alive.remove(pid);
    if (plan == null) {
      throw new IllegalArgumentException("no living child has the pid " + pid);
    }
    zombies.put(pid, plan);
    ended.add(new Reaped(pid, status, true));
  }

  /** An orphan that was handed to us ends. */
  public void orphanExits(Pid pid, ExitStatus status) {
    ended.add(new Reaped(pid, status, false));
  }

  /** The next spawn without a refusal waiting before it fails so. */
  public void refuseNext(SpawnStep step, int errno) {
    refusals.add(new SpawnResult.Failed(step, errno));
  }

  /** Every signal from now on is refused; empty ends it. */
  public void refuseSignals(Optional<Integer> errno) {
    signalRefusal = errno;
  }

  /** Every plan that was to be spawned, the refused ones too. */
  public List<LaunchPlan> plans() {
    return List.copyOf(plans);
  }

  /** Every signal that was sent, in order. */
  public List<Sent> sent() {
    return List.copyOf(sent);
  }

  /** The children that have not ended, in order of their start. */
  public List<Pid> alive() {
    return List.copyOf(alive.keySet());
  }

  public LaunchPlan planOf(Pid pid) {
    return alive.get(pid);
  }
}
