package io.jsupervisor.daemon.os.posix;

/** The numbers of Linux and glibc that {@link LibC} takes; the same on x86-64 and aarch64. */
final class Linux {
  static final int O_RDONLY = 0;
  static final int O_RDWR = 2;
  static final int O_NONBLOCK = 0x800;
  static final int O_CLOEXEC = 0x80000;

  static final int F_SETFD = 2;
  static final int F_GETFL = 3;
  static final int F_SETFL = 4;
  static final int F_DUPFD_CLOEXEC = 1030;
  static final int F_SETPIPE_SZ = 1031;
  static final int F_GETPIPE_SZ = 1032;

  static final int EPOLL_CTL_ADD = 1;
  static final int EPOLL_CTL_DEL = 2;
  static final int EPOLL_CTL_MOD = 3;
  static final int EPOLLIN = 0x1;
  static final int EPOLLOUT = 0x4;

  static final short POSIX_SPAWN_SETPGROUP = 0x02;
  static final short POSIX_SPAWN_SETSIGDEF = 0x04;
  static final short POSIX_SPAWN_SETSIGMASK = 0x08;
  static final short POSIX_SPAWN_SETSID = 0x80;

  static final int WNOHANG = 1;
  static final int CLONE_FS = 0x200;
  static final int PR_SET_CHILD_SUBREAPER = 36;

  /** One number on every architecture, as every system call since Linux 5.1. */
  static final long SYS_PIDFD_OPEN = 434;

  static final int RLIMIT_NPROC = 6;
  static final int RLIMIT_NOFILE = 7;

  static final int AF_UNIX = 1;
  static final int AF_NETLINK = 16;
  static final int NETLINK_SOCK_DIAG = 4;
  static final int AF_INET = 2;
  static final int SOCK_STREAM = 1;
  static final int SOCK_CLOEXEC = O_CLOEXEC;
  static final int SOL_SOCKET = 1;
  static final int SO_REUSEADDR = 2;
  static final int AF_INET6 = 10;
  static final int IPPROTO_TCP = 6;
  static final int TCP_INFO = 11;
  static final int IPPROTO_IPV6 = 41;
  static final int IPV6_V6ONLY = 26;
  static final int SOCK_NONBLOCK = O_NONBLOCK;

  /** glibc's; the kernel cuts it to net.core.somaxconn. */
  static final int SOMAXCONN = 4096;

  static final int SOCK_DGRAM = 2;
  static final int MSG_DONTWAIT = 0x40;
  static final int MSG_NOSIGNAL = 0x4000;

  static final int MSG_CMSG_CLOEXEC = 0x40000000;
  static final int SO_PASSCRED = 16;
  static final int SCM_RIGHTS = 1;
  static final int SCM_CREDENTIALS = 2;
  static final int SHUT_RDWR = 2;

  /** Of sockaddr_un, behind its two bytes of family. */
  static final int SIZEOF_SUN_PATH = 108;

  static final int SIZEOF_POSIX_SPAWNATTR = 336;
  static final int SIZEOF_FILE_ACTIONS = 80;
  static final int SIZEOF_SIGSET = 128;
  static final int SIZEOF_SIGNALFD_SIGINFO = 128;
  static final int SIZEOF_RLIMIT = 16;

  /**
   * The kernel packs epoll_event on x86-64 alone, so that 32-bit programs there see the same
   * layout: 4 bytes of events, then 8 of data, 12 in all. Elsewhere data is aligned to 8.
   */
  static final boolean EPOLL_PACKED = System.getProperty("os.arch").equals("amd64");

  static final int SIZEOF_EPOLL_EVENT = EPOLL_PACKED ? 12 : 16;
  static final int EPOLL_DATA_OFFSET = EPOLL_PACKED ? 4 : 8;

  private Linux() {}
}
