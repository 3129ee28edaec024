package io.jsupervisor.daemon.core;

/**
 * The state of one process. A field exists only where it means something; a deadline is data, so
 * there is no timer to arm, cancel or ignore.
 */
public sealed interface ProcessState {
  /** When the state was entered. */
  Ticks since();

  /** The name and code that users know. */
  StateName shownAs();

  /** When {@link ProcessEvent.DeadlinePassed} is due; {@link Ticks#NEVER} for none. */
  default Ticks deadline() {
    return Ticks.NEVER;
  }

  /**
   * Not running, and nothing planned.
   *
   * @param failures failed starts in a row before it was stopped; a later start goes on counting
   */
  record Stopped(Ticks since, long failures) implements ProcessState {
    @Override
    public StateName shownAs() {
      return StateName.STOPPED;
    }
  }

  /**
   * A spawn was ordered and has not been answered; there is no pid yet.
   *
   * @param failures failed starts in a row before this one
   */
  record Spawning(Ticks since, long failures) implements ProcessState {
    @Override
    public StateName shownAs() {
      return StateName.STARTING;
    }
  }

  /**
   * The child lives, but not yet for {@code startsecs}.
   *
   * @param runningAt when it counts as up
   */
  record Starting(Ticks since, Pid pid, long failures, Ticks runningAt) implements ProcessState {
    @Override
    public StateName shownAs() {
      return StateName.STARTING;
    }

    @Override
    public Ticks deadline() {
      return runningAt;
    }
  }

  /** Up. */
  record Running(Ticks since, Pid pid) implements ProcessState {
    @Override
    public StateName shownAs() {
      return StateName.RUNNING;
    }
  }

  /**
   * The start failed; another attempt, or giving up, comes at {@code retryAt}.
   *
   * @param failures failed starts in a row
   */
  record Backoff(Ticks since, long failures, Ticks retryAt) implements ProcessState {
    @Override
    public StateName shownAs() {
      return StateName.BACKOFF;
    }

    @Override
    public Ticks deadline() {
      return retryAt;
    }
  }

  /**
   * The stop signal was sent.
   *
   * @param killAt when SIGKILL is sent (again)
   * @param goal what comes after the exit
   */
  record Stopping(Ticks since, Pid pid, long failures, Ticks killAt, Goal goal)
      implements ProcessState {
    @Override
    public StateName shownAs() {
      return StateName.STOPPING;
    }

    @Override
    public Ticks deadline() {
      return killAt;
    }
  }

  /**
   * Ended by itself after it was up.
   *
   * @param restartAt when it is started again; {@link Ticks#NEVER} when it is not
   */
  record Exited(Ticks since, ExitStatus status, boolean expected, Ticks restartAt)
      implements ProcessState {
    @Override
    public StateName shownAs() {
      return StateName.EXITED;
    }

    @Override
    public Ticks deadline() {
      return restartAt;
    }
  }

  /** Could not be started within {@code startretries}. */
  record Fatal(Ticks since) implements ProcessState {
    @Override
    public StateName shownAs() {
      return StateName.FATAL;
    }
  }

  /** A signal could not be delivered, or a step failed by a defect; the child may still live. */
  record Unknown(Ticks since, Pid pid) implements ProcessState {
    @Override
    public StateName shownAs() {
      return StateName.UNKNOWN;
    }
  }
}
