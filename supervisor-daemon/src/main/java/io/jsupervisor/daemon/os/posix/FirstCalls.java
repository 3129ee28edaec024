package io.jsupervisor.daemon.os.posix;

import static io.jsupervisor.daemon.os.posix.Native.LIBC;

import java.nio.ByteBuffer;
import jnr.ffi.Pointer;

/**
 * Calls each function that starting and ending a child takes once, so that it does nothing: jnr-ffi
 * binds a function at its first call, which takes milliseconds for each. Else the first start and
 * the first end of a child would wait for that.
 */
public final class FirstCalls {
  /** No descriptor, command, process or flag that there is. */
  private static final int NONE = -1;

  private FirstCalls() {}

  /** Any thread. Changes nothing in the process but the calling thread's errno. */
  public static void make() {
    try {
      descriptors();
      events();
      children();
    } catch (LinkageError missing) {
      // Whoever needs the function says so.
    }
  }

  private static void descriptors() {
    int[] ends = new int[2];
    Pointer pointer = Native.allocate(Long.BYTES);
    ByteBuffer buffer = ByteBuffer.allocateDirect(1);
    LIBC.pipe2(ends, NONE);
    LIBC.fcntl(NONE, Linux.F_GETFL, 0);
    LIBC.read(NONE, pointer, 0);
    LIBC.read(NONE, buffer, 0);
    LIBC.close(NONE);
  }

  private static void events() {
    Pointer event = Native.allocate(Linux.SIZEOF_EPOLL_EVENT);
    LIBC.epoll_ctl(NONE, Linux.EPOLL_CTL_DEL, NONE, event);
    LIBC.epoll_wait(NONE, event, 1, 0);
    LIBC.eventfd_write(NONE, 0);
    LIBC.eventfd_read(NONE, new long[1]);
  }

  private static void children() {
    Pointer actions = Native.allocate(Linux.SIZEOF_FILE_ACTIONS);
    LIBC.posix_spawn_file_actions_init(actions);
    LIBC.posix_spawn_file_actions_adddup2(actions, 0, 0);
    LIBC.posix_spawn_file_actions_addclosefrom_np(actions, 0);
    LIBC.posix_spawn_file_actions_destroy(actions);
    // The daemon is no child of its own: there is nobody to wait for.
    LIBC.waitpid(Math.toIntExact(ProcessHandle.current().pid()), new int[1], Linux.WNOHANG);
    LIBC.syscall(Linux.SYS_PIDFD_OPEN, NONE, 0);
  }
}
