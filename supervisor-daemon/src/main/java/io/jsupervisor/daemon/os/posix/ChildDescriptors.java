package io.jsupervisor.daemon.os.posix;

import static io.jsupervisor.daemon.os.posix.Native.LIBC;

import io.jsupervisor.daemon.os.LaunchPlan;
import java.util.ArrayList;
import java.util.List;

/**
 * The descriptors of one child: which of ours becomes 0, 1, 2, 3, … there, and the daemon's ends of
 * its pipes, which are close-on-exec and do not block.
 */
final class ChildDescriptors {
  private static final int NONE = -1;

  /** Index n becomes descriptor n of the child. */
  private final List<Integer> sources = new ArrayList<>();

  private final List<Integer> childEnds = new ArrayList<>();
  private int stdin = NONE;
  private int stdout = NONE;
  private int stderr = NONE;

  /** Makes what the plan asks for; 0, or the errno that stopped it (then {@link #closeAll}). */
  int open(LaunchPlan plan) {
    int[] ends = new int[2];
    if (plan.stdin().isPresent()) {
      sources.add(plan.stdin().getAsInt());
    } else {
      if (!pipe(ends, 1)) {
        return Native.errno();
      }
      stdin = ends[1];
      sources.add(ends[0]);
    }
    if (!pipe(ends, 0)) {
      return Native.errno();
    }
    stdout = ends[0];
    sources.add(ends[1]);
    if (plan.redirectStderr()) {
      sources.add(ends[1]);
    } else {
      if (!pipe(ends, 0)) {
        return Native.errno();
      }
      stderr = ends[0];
      sources.add(ends[1]);
    }
    sources.addAll(plan.descriptors());
    return liftSources();
  }

  private boolean pipe(int[] ends, int daemonEnd) {
    if (LIBC.pipe2(ends, Linux.O_CLOEXEC) == -1) {
      return false;
    }
    childEnds.add(ends[1 - daemonEnd]);
    // The two ends are two open files, so the child's stays blocking.
    LIBC.fcntl(ends[daemonEnd], Linux.F_SETFL, Linux.O_NONBLOCK | (daemonEnd == 1 ? 1 : 0));
    return true;
  }

  /** A source among the targets would be overwritten before its turn: it moves above them. */
  private int liftSources() {
    for (int i = 0; i < sources.size(); i++) {
      int source = sources.get(i);
      if (source < sources.size()) {
        int lifted = LIBC.fcntl(source, Linux.F_DUPFD_CLOEXEC, sources.size());
        if (lifted == -1) {
          return Native.errno();
        }
        childEnds.add(lifted);
        sources.set(i, lifted);
      }
    }
    return 0;
  }

  /** How many descriptors the child has. */
  int count() {
    return sources.size();
  }

  int addTo(NativeMemory actions) {
    for (int target = 0; target < sources.size(); target++) {
      int errno = LIBC.posix_spawn_file_actions_adddup2(actions, sources.get(target), target);
      if (errno != 0) {
        return errno;
      }
    }
    return 0;
  }

  int stdin() {
    return stdin;
  }

  int stdout() {
    return stdout;
  }

  int stderr() {
    return stderr;
  }

  void closeChildEnds() {
    childEnds.forEach(LIBC::close);
    childEnds.clear();
  }

  void closeAll() {
    closeChildEnds();
    for (int fd : new int[] {stdin, stdout, stderr}) {
      if (fd != NONE) {
        LIBC.close(fd);
      }
    }
  }
}
