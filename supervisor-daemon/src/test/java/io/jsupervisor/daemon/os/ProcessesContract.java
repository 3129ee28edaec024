package io.jsupervisor.daemon.os;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jsupervisor.daemon.core.ExitStatus;
import io.jsupervisor.daemon.core.Pid;
import io.jsupervisor.daemon.core.Signal;
import io.jsupervisor.daemon.os.Processes.Reaped;
import io.jsupervisor.daemon.os.Processes.SignalResult;
import io.jsupervisor.daemon.os.Processes.SpawnResult;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What the core relies on, true of Linux and of the fake alike. */
public abstract class ProcessesContract {
  protected abstract Processes processes();

  /** A child that lives until it gets SIGTERM or SIGKILL. */
  protected abstract LaunchPlan sleeper();

  /** A plan whose child ends at once with this code. */
  protected abstract LaunchPlan exiting(int code);

  /** A plan that cannot be executed for ENOENT. */
  protected abstract LaunchPlan missing();

  /** Makes the child end, where it does not do so by itself. */
  protected abstract void end(Pid pid, ExitStatus status);

  /** {@link Processes#reap} until this many have ended. */
  protected abstract List<Reaped> reap(int count);

  private Pid spawn(LaunchPlan plan) {
    SpawnResult result = processes().spawn(plan);
    return assertInstanceOf(SpawnResult.Spawned.class, result).pid();
  }

  @Test
  void livingChild_reaped_isNotTold() {
    Pid pid = spawn(sleeper());
    assertEquals(List.of(), processes().reap());
    endByTerm(pid);
  }

  @Test
  void child_killed_isToldOnceWithItsSignal() {
    Pid pid = spawn(sleeper());
    endByTerm(pid);
    assertEquals(List.of(), processes().reap());
  }

  @Test
  void child_exits_isToldWithItsCode() {
    Pid pid = spawn(exiting(3));
    end(pid, new ExitStatus.Exited(3));
    assertEquals(List.of(new Reaped(pid, new ExitStatus.Exited(3), true)), reap(1));
  }

  @Test
  void manyFastChildren_reaped_noneLostOrDoubled() {
    Set<Pid> started = new HashSet<>();
    List<Reaped> ended = new ArrayList<>();
    for (int i = 0; i < 250; i++) {
      Pid pid = spawn(exiting(i % 7));
      assertTrue(started.add(pid), "pid given twice while unreaped: " + pid);
      end(pid, new ExitStatus.Exited(i % 7));
    }
    ended.addAll(reap(250));
    assertEquals(250, ended.size());
    Set<Pid> told = new HashSet<>();
    ended.forEach(one -> told.add(one.pid()));
    assertEquals(started, told);
    assertEquals(List.of(), processes().reap());
  }

  @Test
  void reapedChild_signalled_isNoSuchProcess() {
    Pid pid = spawn(sleeper());
    endByTerm(pid);
    assertEquals(new SignalResult.NoSuchProcess(), processes().signal(pid, Signal.TERM, false));
    assertEquals(new SignalResult.NoSuchProcess(), processes().signal(pid, Signal.TERM, true));
  }

  @Test
  void twoChildren_spawned_haveDifferentPids() {
    Pid one = spawn(sleeper());
    Pid two = spawn(sleeper());
    assertNotEquals(one, two);
    endByTerm(one);
    endByTerm(two);
  }

  @Test
  void missingFile_spawned_failsWithoutAChild() {
    SpawnResult result = processes().spawn(missing());
    assertEquals(new SpawnResult.Failed(Processes.SpawnStep.SPAWNING, Errno.ENOENT), result);
    assertEquals(List.of(), processes().reap());
  }

  private void endByTerm(Pid pid) {
    assertEquals(new SignalResult.Sent(), processes().signal(pid, Signal.TERM, false));
    ExitStatus status = new ExitStatus.Killed(Signal.TERM, false);
    end(pid, status);
    assertEquals(List.of(new Reaped(pid, status, true)), reap(1));
  }
}
