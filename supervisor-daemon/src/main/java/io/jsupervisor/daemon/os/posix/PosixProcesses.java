package io.jsupervisor.daemon.os.posix;

import static io.jsupervisor.daemon.os.posix.Native.LIBC;

import io.jsupervisor.daemon.core.ExitStatus;
import io.jsupervisor.daemon.core.Pid;
import io.jsupervisor.daemon.core.Signal;
import io.jsupervisor.daemon.os.Errno;
import io.jsupervisor.daemon.os.LaunchPlan;
import io.jsupervisor.daemon.os.Processes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/**
 * Children of this daemon on Linux.
 *
 * <p><b>Starting.</b> {@link Spawner} makes one posix_spawn(3) call; no code of ours runs between
 * fork and exec, because in a JVM none can.
 *
 * <p><b>Ending.</b> A child's pidfd becomes readable when it ends, the doorbell wakes, and {@link
 * #reap} asks waitpid(2) for that one pid. A child without a pidfd (old kernel, a seccomp filter,
 * no descriptor left) is asked for at every SIGCHLD. A daemon that orphans are handed to (PID 1, a
 * subreaper) asks for any child then, too. Whatever way a status comes, the child leaves {@link
 * #byPid} with it, so none is told twice. Only the core thread spawns and reaps, so no child ends
 * before its pid is known.
 */
public final class PosixProcesses implements Processes, AutoCloseable {
  private record Child(Pid pid, int group, long token, int pidfd) {
    boolean watched() {
      return pidfd != -1;
    }
  }

  private static final int MOST_A_TURN = 256;

  private final PosixDoorbell doorbell;
  private boolean adoptsOrphans;
  private final boolean pidfds;
  private final Spawner spawner = new Spawner();
  private final Map<Integer, Child> byPid = new HashMap<>();
  private final Map<Long, Child> byToken = new HashMap<>();
  private final Map<Integer, Child> unwatched = new HashMap<>();
  private final int[] status = new int[1];
  private long nextToken = PosixDoorbell.FIRST_CHILD;

  /** Set when a child may have ended before we could be told. */
  private boolean sweepDue;

  /**
   * @param adoptsOrphans the daemon is PID 1 or a subreaper: other children than our own end here.
   *     Never true in a JVM that also uses {@code ProcessBuilder}, whose children it would reap.
   */
  public PosixProcesses(PosixDoorbell doorbell, boolean adoptsOrphans) {
    this(doorbell, adoptsOrphans, true);
  }

  /**
   * @param pidfds false takes the path of old kernels
   */
  PosixProcesses(PosixDoorbell doorbell, boolean adoptsOrphans, boolean pidfds) {
    this.doorbell = doorbell;
    this.adoptsOrphans = adoptsOrphans;
    this.pidfds = pidfds;
  }

  /**
   * Makes orphaned descendants children of this process instead of PID 1's (prctl(2)).
   *
   * @return whether the kernel agreed
   */
  public static boolean becomeSubreaper() {
    return LIBC.prctl(Linux.PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0) == 0;
  }

  @Override
  public SpawnResult spawn(LaunchPlan plan) {
    SpawnResult result = spawner.spawn(plan);
    if (result instanceof SpawnResult.Spawned spawned) {
      Child child = watch(spawned.pid(), spawned.pid().value());
      register(child);
    }
    return result;
  }

  @Override
  public boolean adoptOrphans() {
    adoptsOrphans = adoptsOrphans || becomeSubreaper();
    return adoptsOrphans;
  }

  @Override
  public boolean adopt(Pid pid, int group) {
    // Without a pidfd waitpid(2) would call it gone, for it is not our child yet.
    Child child = watch(pid, group);
    if (child.watched()) {
      register(child);
    }
    return child.watched();
  }

  private Child watch(Pid pid, int group) {
    long token = nextToken++;
    int pidfd = pidfds ? (int) LIBC.syscall(Linux.SYS_PIDFD_OPEN, pid.value(), 0) : -1;
    if (pidfd != -1 && !doorbell.watchChild(pidfd, token)) {
      LIBC.close(pidfd);
      pidfd = -1;
    }
    return new Child(pid, group, token, pidfd);
  }

  private void register(Child child) {
    Pid pid = child.pid();
    byPid.put(pid.value(), child);
    byToken.put(child.token(), child);
    if (!child.watched()) {
      unwatched.put(pid.value(), child);
      // Its SIGCHLD may have come, and been looked at, before this line.
      sweepDue = true;
    }
  }

  @Override
  public SignalResult signal(Pid pid, Signal signal, boolean wholeGroup) {
    Child child = byPid.get(pid.value());
    if (child == null) {
      // Reaped: the number may belong to a stranger by now.
      return new SignalResult.NoSuchProcess();
    }
    if (LIBC.kill(wholeGroup ? -child.group() : pid.value(), signal.number()) == 0) {
      return new SignalResult.Sent();
    }
    int errno = Native.errno();
    return errno == Errno.ESRCH
        ? new SignalResult.NoSuchProcess()
        : new SignalResult.Refused(errno);
  }

  @Override
  public List<Reaped> reap() {
    List<Reaped> ended = new ArrayList<>();
    for (long token : doorbell.endedChildren()) {
      Child child = byToken.get(token);
      if (child != null) {
        reapWatched(child, ended);
      }
    }
    boolean sweep = doorbell.childSignalled() || sweepDue;
    sweepDue = false;
    if (adoptsOrphans) {
      // One call when there is none, so it needs no SIGCHLD: a merged or late one loses nothing.
      reapAny(ended);
    } else if (sweep) {
      reapUnwatched(ended);
    }
    return List.copyOf(ended);
  }

  private void reapWatched(Child child, List<Reaped> ended) {
    int pid = wait(child.pid().value());
    if (pid == 0) {
      // A tracer (strace, gdb) is told first; the kernel sends us SIGCHLD when it is done.
      forgetPidfd(child);
      unwatched.put(child.pid().value(), child);
      return;
    }
    gone(child, ended);
  }

  private void reapUnwatched(List<Reaped> ended) {
    for (Child child : List.copyOf(unwatched.values())) {
      if (wait(child.pid().value()) != 0) {
        gone(child, ended);
      }
    }
  }

  private void reapAny(List<Reaped> ended) {
    for (int pid; ended.size() < MOST_A_TURN && (pid = wait(-1)) > 0; ) {
      Child child = byPid.get(pid);
      if (child != null) {
        gone(child, ended);
      } else {
        ended.add(new Reaped(new Pid(pid), ExitStatus.ofWaitStatus(status[0]), false));
      }
    }
    if (ended.size() >= MOST_A_TURN) {
      // Descendants that somebody starts by the thousand: others get their turn in between.
      doorbell.ring();
    }
  }

  /** The pid whose status now lies in {@link #status}; 0 for none yet, -1 for no such child. */
  private int wait(int pid) {
    status[0] = 0;
    return Native.retrying(() -> LIBC.waitpid(pid, status, Linux.WNOHANG));
  }

  private void gone(Child child, List<Reaped> ended) {
    byPid.remove(child.pid().value());
    byToken.remove(child.token());
    if (unwatched.remove(child.pid().value()) == null) {
      forgetPidfd(child);
    }
    ended.add(new Reaped(child.pid(), ExitStatus.ofWaitStatus(status[0]), true));
  }

  private void forgetPidfd(Child child) {
    if (child.watched()) {
      doorbell.forgetChild(child.pidfd());
    }
  }

  /** Stops watching. The children live on. */
  @Override
  public void close() {
    Iterator<Child> children = byPid.values().iterator();
    while (children.hasNext()) {
      Child child = children.next();
      if (!unwatched.containsKey(child.pid().value())) {
        forgetPidfd(child);
      }
      children.remove();
    }
    byToken.clear();
    unwatched.clear();
  }
}
