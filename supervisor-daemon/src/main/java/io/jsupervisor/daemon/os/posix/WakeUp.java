package io.jsupervisor.daemon.os.posix;

import static io.jsupervisor.daemon.os.posix.Native.LIBC;

import java.util.concurrent.atomic.AtomicBoolean;

/** An eventfd(2) by which any thread wakes one that sleeps in epoll. */
final class WakeUp implements AutoCloseable {
  private final int fd =
      Native.must("eventfd", LIBC.eventfd(0, Linux.O_CLOEXEC | Linux.O_NONBLOCK));
  private final long[] count = new long[1];

  /** Many rings before the sleeper looks cost one system call. */
  private final AtomicBoolean rung = new AtomicBoolean();

  int fd() {
    return fd;
  }

  /** Any thread; never blocks. */
  void ring() {
    if (rung.compareAndSet(false, true)) {
      LIBC.eventfd_write(fd, 1);
    }
  }

  /** The sleeper, when it is awake and before it looks at what it was woken for. */
  void clear() {
    // Emptied before the flag falls: a ring in between is then seen by the caller, who looks now,
    // and a ring after it writes again.
    LIBC.eventfd_read(fd, count);
    rung.set(false);
  }

  @Override
  public void close() {
    LIBC.close(fd);
  }
}
