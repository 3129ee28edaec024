package io.jsupervisor.daemon.os;

import io.jsupervisor.daemon.core.ExitStatus;
import io.jsupervisor.daemon.core.Pid;
import io.jsupervisor.daemon.core.Signal;
import java.util.List;

/** The children of this daemon. Used by the core thread alone; nothing here blocks. */
public interface Processes {
  /** Starts a child. On success the caller owns the returned descriptors. */
  SpawnResult spawn(LaunchPlan plan);

  /**
   * Sends a signal to an unreaped child of ours, or to the process group it leads.
   *
   * @param pid a child that {@link #reap} has not yet returned
   */
  SignalResult signal(Pid pid, Signal signal, boolean wholeGroup);

  /** Every child that ended since the last call, each once. */
  List<Reaped> reap();

  /**
   * From now on orphans of our children become ours, and {@link #reap} tells their ends.
   *
   * @return false when the kernel refuses
   */
  default boolean adoptOrphans() {
    return false;
  }

  /**
   * Takes a grandchild for a child of ours, which it becomes when its parent ends: it can be
   * signalled, and its end is told, with its status only if its parent ended before it.
   *
   * @param group its process group, which it need not lead
   * @return false when its end cannot be watched; then nothing has changed
   */
  default boolean adopt(Pid pid, int group) {
    return false;
  }

  /** What {@link #spawn} came to. */
  sealed interface SpawnResult {
    /** The daemon's ends of the pipes, -1 where the plan asks for none. */
    record Spawned(Pid pid, int stdin, int stdout, int stderr) implements SpawnResult {}

    /** No child exists and no descriptor is open. */
    record Failed(SpawnStep step, int errno) implements SpawnResult {}
  }

  /** Where a start failed. */
  enum SpawnStep {
    MAKING_PIPES("making pipes"),
    /**
     * fork, chdir and exec are one call of posix_spawn(3): {@link LaunchPlanner} tells them apart.
     */
    SPAWNING("starting the process");

    private final String text;

    SpawnStep(String text) {
      this.text = text;
    }

    public String text() {
      return text;
    }
  }

  /** What {@link #signal} came to. */
  sealed interface SignalResult {
    record Sent() implements SignalResult {}

    /** ESRCH: its exit is on the way. */
    record NoSuchProcess() implements SignalResult {}

    record Refused(int errno) implements SignalResult {}
  }

  /**
   * A child that ended.
   *
   * @param ours false for an orphan that was handed to us (PID 1, subreaper)
   */
  record Reaped(Pid pid, ExitStatus status, boolean ours) {}
}
