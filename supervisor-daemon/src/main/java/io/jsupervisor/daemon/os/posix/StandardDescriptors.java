package io.jsupervisor.daemon.os.posix;

import static io.jsupervisor.daemon.os.posix.Native.LIBC;

import io.jsupervisor.daemon.os.Errno;

/** Keeps 0 to 2 from becoming something else. */
final class StandardDescriptors {
  /**
   * Occupies those of 0, 1 and 2 that are closed with an eventfd, which is of no use to anybody:
   * the kernel gives the lowest free number, so a pipe would otherwise become "standard output".
   */
  static void fill() {
    for (int fd = 0; fd <= 2; fd++) {
      if (LIBC.fcntl(fd, Linux.F_GETFL, 0) == -1 && Native.errno() == Errno.EBADF) {
        Native.must("eventfd", LIBC.eventfd(0, Linux.O_NONBLOCK));
      }
    }
  }

  private StandardDescriptors() {}
}
