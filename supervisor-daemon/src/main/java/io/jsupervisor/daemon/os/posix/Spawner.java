package io.jsupervisor.daemon.os.posix;

import static io.jsupervisor.daemon.os.posix.Native.LIBC;

import io.jsupervisor.daemon.core.Pid;
import io.jsupervisor.daemon.os.Errno;
import io.jsupervisor.daemon.os.LaunchPlan;
import io.jsupervisor.daemon.os.Processes.SpawnResult;
import io.jsupervisor.daemon.os.Processes.SpawnStep;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One posix_spawn(3) after the other, on the core thread. What each child must not inherit from a
 * JVM: blocked signals (SIGQUIT), ignored signals, and some hundred open descriptors.
 */
final class Spawner {
  private final NativeMemory ownGroup = attributes(Linux.POSIX_SPAWN_SETPGROUP);
  private final NativeMemory ownSession = attributes(Linux.POSIX_SPAWN_SETSID);
  private final NativeMemory actions = NativeMemory.allocate(Linux.SIZEOF_FILE_ACTIONS);
  private final NativeStrings strings = new NativeStrings();
  private final ChildUmask umask = new ChildUmask();
  private final OomScore oomScore = OomScore.ofThisProcess();
  private final int[] pid = new int[1];

  private static NativeMemory attributes(short leadership) {
    NativeMemory attributes = NativeMemory.allocate(Linux.SIZEOF_POSIX_SPAWNATTR);
    NativeMemory signals = NativeMemory.allocate(Linux.SIZEOF_SIGSET);
    LIBC.posix_spawnattr_init(attributes);
    LIBC.posix_spawnattr_setflags(
        attributes,
        (short) (leadership | Linux.POSIX_SPAWN_SETSIGMASK | Linux.POSIX_SPAWN_SETSIGDEF));
    LIBC.sigemptyset(signals);
    LIBC.posix_spawnattr_setsigmask(attributes, signals);
    // Not sigfillset(3), which leaves out glibc's own 32 and 33: they would stay ignored.
    signals.fill((byte) 0xff);
    LIBC.posix_spawnattr_setsigdefault(attributes, signals);
    LIBC.posix_spawnattr_setpgroup(attributes, 0);
    return attributes;
  }

  SpawnResult spawn(LaunchPlan requested) {
    LaunchPlan plan = umask.prepare(requested);
    ChildDescriptors descriptors = new ChildDescriptors();
    int errno = descriptors.open(plan);
    if (errno != 0) {
      descriptors.closeAll();
      return new SpawnResult.Failed(SpawnStep.MAKING_PIPES, errno);
    }
    LIBC.posix_spawn_file_actions_init(actions);
    oomScore.lift();
    try {
      errno = call(plan, descriptors);
    } finally {
      oomScore.restore();
      LIBC.posix_spawn_file_actions_destroy(actions);
      umask.restore();
    }
    if (errno != 0) {
      descriptors.closeAll();
      return new SpawnResult.Failed(SpawnStep.SPAWNING, errno);
    }
    descriptors.closeChildEnds();
    return new SpawnResult.Spawned(
        new Pid(pid[0]), descriptors.stdin(), descriptors.stdout(), descriptors.stderr());
  }

  private int call(LaunchPlan plan, ChildDescriptors descriptors) {
    NativeStrings.Block block =
        strings.write(plan.file(), plan.directory(), plan.argv(), plan.environment());
    // The first error, in order of the steps. Directory last: it must not depend on descriptors.
    int errno = descriptors.addTo(actions);
    if (errno == 0) {
      errno = LIBC.posix_spawn_file_actions_addclosefrom_np(actions, descriptors.count());
    }
    if (errno == 0 && block.directory().isPresent()) {
      errno = LIBC.posix_spawn_file_actions_addchdir_np(actions, block.directory().get());
    }
    if (errno != 0) {
      return errno;
    }
    NativeMemory attributes = plan.ownSession() ? ownSession : ownGroup;
    do {
      errno = LIBC.posix_spawn(pid, block.file(), actions, attributes, block.argv(), block.envp());
    } while (errno == Errno.EINTR);
    return errno;
  }

  /** How the child's umask is set (ADR 6). */
  private static final class ChildUmask {
    private enum Way {
      UNTRIED,
      /** This thread has its own umask, which no other thread sees. */
      BY_THREAD,
      /** unshare(2) is refused, as in many containers. */
      BY_SHELL
    }

    private Way way = Way.UNTRIED;
    private Optional<Integer> daemons = Optional.empty();

    /** Sets the mask for the next spawn, or returns a plan whose child sets it itself. */
    LaunchPlan prepare(LaunchPlan plan) {
      if (plan.umask().isEmpty()) {
        return plan;
      }
      if (way != Way.BY_SHELL) {
        // Each time: threads that this one has started since (a reload makes new loops) share its
        // umask again, and would create their files with the child's. Costs nothing when alone.
        way = LIBC.unshare(Linux.CLONE_FS) == 0 ? Way.BY_THREAD : Way.BY_SHELL;
      }
      int mask = plan.umask().getAsInt();
      if (way == Way.BY_SHELL) {
        return bySh(plan, mask);
      }
      daemons = Optional.of(LIBC.umask(mask & 0777));
      return plan;
    }

    void restore() {
      daemons.ifPresent(LIBC::umask);
      daemons = Optional.empty();
    }
  }

  /**
   * The same plan with {@code sh} in front, which sets the mask. The shell cannot give the program
   * another name than its file's, so {@code argv[0]} becomes the path.
   */
  static LaunchPlan bySh(LaunchPlan plan, int mask) {
    List<String> argv = new ArrayList<>();
    argv.add("sh");
    argv.add("-c");
    argv.add("umask " + Integer.toOctalString(mask & 0777) + "; exec \"$@\"");
    argv.add("sh");
    argv.add(plan.file());
    argv.addAll(plan.argv().subList(1, plan.argv().size()));
    return plan.withCommand("/bin/sh", argv);
  }
}
