package io.jsupervisor.daemon.os.posix;

import static io.jsupervisor.daemon.os.posix.Native.LIBC;

import io.jsupervisor.daemon.os.Errno;

/**
 * One epoll(7) instance and its array of events. Level-triggered. A descriptor is known by a token
 * of the caller's choice, which must not be reused: descriptors are.
 */
final class Epoll implements AutoCloseable {
  private static final int BATCH = 256;

  private final int fd = Native.must("epoll_create1", LIBC.epoll_create1(Linux.O_CLOEXEC));
  private final NativeMemory events = NativeMemory.allocate(BATCH * Linux.SIZEOF_EPOLL_EVENT);
  private final NativeMemory event = NativeMemory.allocate(Linux.SIZEOF_EPOLL_EVENT);

  /** Watches a descriptor; answers false, with errno set, where the kernel refuses. */
  boolean add(int watched, int interest, long token) {
    return control(Linux.EPOLL_CTL_ADD, watched, interest, token);
  }

  /** No longer watches a descriptor. A descriptor that is not watched is no fault. */
  void remove(int watched) {
    control(Linux.EPOLL_CTL_DEL, watched, 0, 0);
  }

  private boolean control(int operation, int watched, int interest, long token) {
    event.putInt(0, interest);
    event.putLong(Linux.EPOLL_DATA_OFFSET, token);
    return LIBC.epoll_ctl(fd, operation, watched, event) == 0;
  }

  /**
   * Sleeps until something is ready, for {@code nanos} at most (negative: without limit). A signal
   * handler that interrupts it ends it early.
   *
   * @return how many tokens are ready
   */
  int await(long nanos) {
    int ready = LIBC.epoll_wait(fd, events, BATCH, millis(nanos));
    if (ready == -1 && Native.errno() == Errno.EINTR) {
      return 0;
    }
    return Native.must("epoll_wait", ready);
  }

  /** The token of a ready descriptor, counted from 0. */
  long token(int index) {
    return events.getLong(index * Linux.SIZEOF_EPOLL_EVENT + Linux.EPOLL_DATA_OFFSET);
  }

  /** Rounded up, so that a deadline has passed when the wait for it is over. */
  static int millis(long nanos) {
    if (nanos < 0) {
      return -1;
    }
    long millis = nanos / 1_000_000 + (nanos % 1_000_000 == 0 ? 0 : 1);
    return (int) Math.min(Integer.MAX_VALUE, millis);
  }

  @Override
  public void close() {
    LIBC.close(fd);
  }
}
