package io.jsupervisor.daemon.os.posix;

import static io.jsupervisor.daemon.os.posix.Native.LIBC;

import io.jsupervisor.daemon.core.Signal;
import io.jsupervisor.daemon.os.Doorbell;
import java.util.ArrayList;
import java.util.List;

/**
 * The core thread's epoll: the bell itself (an eventfd), the daemon's signals, and a pidfd for each
 * child, which {@link PosixProcesses} adds. SIGCHLD is not among {@link #signals}: it only makes
 * {@link PosixProcesses#reap} look.
 */
public final class PosixDoorbell implements Doorbell, AutoCloseable {
  private static final long BELL = 0;
  private static final long SIGNALS = 1;

  /** Tokens from here on are children; their pidfds are {@link PosixProcesses}' own. */
  static final long FIRST_CHILD = 2;

  private final Epoll epoll = new Epoll();
  private final WakeUp bell = new WakeUp();
  private final DaemonSignals daemonSignals;
  private final List<Signal> arrived = new ArrayList<>();
  private final List<Long> endedChildren = new ArrayList<>();
  private boolean childSignalled;

  private PosixDoorbell(DaemonSignals daemonSignals) {
    this.daemonSignals = daemonSignals;
  }

  /**
   * Begins to take the daemon's signals (HUP, INT, QUIT, USR2, TERM, CHLD). Also fills descriptors
   * 0 to 2 where whoever started us left them closed, so that no pipe or socket becomes one.
   *
   * @throws IllegalStateException naming the system call that failed
   */
  public static PosixDoorbell open() {
    StandardDescriptors.fill();
    PosixDoorbell doorbell = new PosixDoorbell(DaemonSignals.take());
    doorbell.epoll.add(doorbell.bell.fd(), Linux.EPOLLIN, BELL);
    doorbell.daemonSignals.onHandled(doorbell::ring);
    if (doorbell.daemonSignals.fd() != -1) {
      doorbell.epoll.add(doorbell.daemonSignals.fd(), Linux.EPOLLIN, SIGNALS);
    }
    return doorbell;
  }

  /** How the signals arrive, in a sentence for the log; empty when all is as it should be. */
  public String signalWarning() {
    return daemonSignals.warning();
  }

  @Override
  public void ring() {
    bell.ring();
  }

  @Override
  public void await(long nanos) {
    int ready = epoll.await(nanos);
    for (int i = 0; i < ready; i++) {
      long token = epoll.token(i);
      if (token == BELL) {
        bell.clear();
      } else if (token >= FIRST_CHILD) {
        endedChildren.add(token);
      }
    }
    daemonSignals.drainTo(this::arrived);
  }

  private void arrived(Signal signal) {
    if (signal.equals(Signal.CHLD)) {
      childSignalled = true;
    } else {
      arrived.add(signal);
    }
  }

  @Override
  public List<Signal> signals() {
    List<Signal> taken = List.copyOf(arrived);
    arrived.clear();
    return taken;
  }

  /** Watches a child's pidfd until it ends. */
  boolean watchChild(int pidfd, long token) {
    return epoll.add(pidfd, Linux.EPOLLIN, token);
  }

  void forgetChild(int pidfd) {
    epoll.remove(pidfd);
    LIBC.close(pidfd);
  }

  /** The tokens of children that ended since the last call. May name one twice. */
  List<Long> endedChildren() {
    List<Long> taken = List.copyOf(endedChildren);
    endedChildren.clear();
    return taken;
  }

  /** Whether a SIGCHLD came since the last call. */
  boolean childSignalled() {
    boolean taken = childSignalled;
    childSignalled = false;
    return taken;
  }

  @Override
  public void close() {
    daemonSignals.close();
    bell.close();
    epoll.close();
  }
}
