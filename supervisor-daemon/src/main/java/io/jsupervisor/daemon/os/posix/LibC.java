package io.jsupervisor.daemon.os.posix;

import com.kenai.jffi.MemoryIO;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;

/**
 * The functions of glibc that we call: what the JDK and jnr-posix cannot do. All names and meanings
 * are those of the manual pages (sections 2 and 3). Functions answer -1 and set errno ({@link
 * Native#errno}), except the posix_spawn family, which returns the error. Text ends with a NUL.
 * Buffers are direct ones and begin at their position.
 *
 * <p>Bound by hand: an interface that jnr-ffi implements costs some 50 ms at the start and goes
 * through reflection at each call (ADR 2).
 */
@SuppressWarnings({"MemberName", "checkstyle:all"}) // libc's own names
final class LibC {
  private static final NativeFunction PIPE2 = new NativeFunction("pipe2");
  private static final NativeFunction CLOSE = new NativeFunction("close");
  private static final NativeFunction READ = new NativeFunction("read");
  private static final NativeFunction WRITE = new NativeFunction("write");
  private static final NativeFunction FCNTL = new NativeFunction("fcntl");
  private static final NativeFunction EVENTFD = new NativeFunction("eventfd");
  private static final NativeFunction EVENTFD_WRITE = new NativeFunction("eventfd_write");
  private static final NativeFunction EVENTFD_READ = new NativeFunction("eventfd_read");
  private static final NativeFunction SIGNALFD = new NativeFunction("signalfd");
  private static final NativeFunction SIGEMPTYSET = new NativeFunction("sigemptyset");
  private static final NativeFunction SIGADDSET = new NativeFunction("sigaddset");
  private static final NativeFunction EPOLL_CREATE1 = new NativeFunction("epoll_create1");
  private static final NativeFunction EPOLL_CTL = new NativeFunction("epoll_ctl");
  private static final NativeFunction EPOLL_WAIT = new NativeFunction("epoll_wait");
  private static final NativeFunction POSIX_SPAWN = new NativeFunction("posix_spawn");
  private static final NativeFunction POSIX_SPAWN_FILE_ACTIONS_INIT =
      new NativeFunction("posix_spawn_file_actions_init");
  private static final NativeFunction POSIX_SPAWN_FILE_ACTIONS_DESTROY =
      new NativeFunction("posix_spawn_file_actions_destroy");
  private static final NativeFunction POSIX_SPAWN_FILE_ACTIONS_ADDDUP2 =
      new NativeFunction("posix_spawn_file_actions_adddup2");
  private static final NativeFunction POSIX_SPAWN_FILE_ACTIONS_ADDCLOSEFROM_NP =
      new NativeFunction("posix_spawn_file_actions_addclosefrom_np");
  private static final NativeFunction POSIX_SPAWN_FILE_ACTIONS_ADDCHDIR_NP =
      new NativeFunction("posix_spawn_file_actions_addchdir_np");
  private static final NativeFunction POSIX_SPAWNATTR_INIT =
      new NativeFunction("posix_spawnattr_init");
  private static final NativeFunction POSIX_SPAWNATTR_SETFLAGS =
      new NativeFunction("posix_spawnattr_setflags");
  private static final NativeFunction POSIX_SPAWNATTR_SETSIGMASK =
      new NativeFunction("posix_spawnattr_setsigmask");
  private static final NativeFunction POSIX_SPAWNATTR_SETSIGDEFAULT =
      new NativeFunction("posix_spawnattr_setsigdefault");
  private static final NativeFunction POSIX_SPAWNATTR_SETPGROUP =
      new NativeFunction("posix_spawnattr_setpgroup");
  private static final NativeFunction WAITPID = new NativeFunction("waitpid");
  private static final NativeFunction KILL = new NativeFunction("kill");
  private static final NativeFunction UNSHARE = new NativeFunction("unshare");
  private static final NativeFunction UMASK = new NativeFunction("umask");
  private static final NativeFunction PRCTL = new NativeFunction("prctl");
  private static final NativeFunction SYSCALL = new NativeFunction("syscall");
  private static final NativeFunction GETRLIMIT = new NativeFunction("getrlimit");
  private static final NativeFunction SETRLIMIT = new NativeFunction("setrlimit");
  private static final NativeFunction GETUID = new NativeFunction("getuid");
  private static final NativeFunction OPEN = new NativeFunction("open");
  private static final NativeFunction DUP2 = new NativeFunction("dup2");
  private static final NativeFunction SOCKET = new NativeFunction("socket");
  private static final NativeFunction BIND = new NativeFunction("bind");
  private static final NativeFunction LISTEN = new NativeFunction("listen");
  private static final NativeFunction SETSOCKOPT = new NativeFunction("setsockopt");
  private static final NativeFunction GETSOCKOPT = new NativeFunction("getsockopt");
  private static final NativeFunction DUP3 = new NativeFunction("dup3");
  private static final NativeFunction CONNECT = new NativeFunction("connect");
  private static final NativeFunction CHOWN = new NativeFunction("chown");
  private static final NativeFunction CHMOD = new NativeFunction("chmod");
  private static final NativeFunction SEND = new NativeFunction("send");
  private static final NativeFunction SHUTDOWN = new NativeFunction("shutdown");
  private static final NativeFunction RECVMSG = new NativeFunction("recvmsg");
  private static final NativeFunction SETGROUPS = new NativeFunction("setgroups");
  private static final NativeFunction SETGID = new NativeFunction("setgid");
  private static final NativeFunction SETUID = new NativeFunction("setuid");
  private static final NativeFunction MALLOC_TRIM = new NativeFunction("malloc_trim");
  private static final NativeFunction GNU_GET_LIBC_VERSION =
      new NativeFunction("gnu_get_libc_version");

  /** For the few bytes that a call answers with. */
  private static final ThreadLocal<NativeMemory> ANSWERS =
      ThreadLocal.withInitial(() -> NativeMemory.allocate(Long.BYTES));

  int pipe2(int[] ends, int flags) {
    NativeMemory endsMemory = ANSWERS.get();
    long result = PIPE2.call(endsMemory.address(), flags);
    endsMemory.get(ends);
    return (int) result;
  }

  int close(int fd) {
    return (int) CLOSE.call(fd);
  }

  long read(int fd, ByteBuffer bytes, long count) {
    try {
      return READ.call(fd, address(bytes), count);
    } finally {
      Reference.reachabilityFence(bytes);
    }
  }

  long read(int fd, NativeMemory bytes, long count) {
    try {
      return READ.call(fd, bytes.address(), count);
    } finally {
      Reference.reachabilityFence(bytes);
    }
  }

  long write(int fd, NativeMemory bytes, long count) {
    try {
      return WRITE.call(fd, bytes.address(), count);
    } finally {
      Reference.reachabilityFence(bytes);
    }
  }

  int fcntl(int fd, int command, long argument) {
    return (int) FCNTL.call(fd, command, argument);
  }

  int eventfd(int initial, int flags) {
    return (int) EVENTFD.call(initial, flags);
  }

  int eventfd_write(int fd, long value) {
    return (int) EVENTFD_WRITE.call(fd, value);
  }

  int eventfd_read(int fd, long[] value) {
    NativeMemory valueMemory = ANSWERS.get();
    long result = EVENTFD_READ.call(fd, valueMemory.address());
    valueMemory.get(value);
    return (int) result;
  }

  int signalfd(int fd, NativeMemory sigset, int flags) {
    try {
      return (int) SIGNALFD.call(fd, sigset.address(), flags);
    } finally {
      Reference.reachabilityFence(sigset);
    }
  }

  int sigemptyset(NativeMemory sigset) {
    try {
      return (int) SIGEMPTYSET.call(sigset.address());
    } finally {
      Reference.reachabilityFence(sigset);
    }
  }

  int sigaddset(NativeMemory sigset, int signal) {
    try {
      return (int) SIGADDSET.call(sigset.address(), signal);
    } finally {
      Reference.reachabilityFence(sigset);
    }
  }

  int epoll_create1(int flags) {
    return (int) EPOLL_CREATE1.call(flags);
  }

  int epoll_ctl(int epoll, int operation, int fd, NativeMemory event) {
    try {
      return (int) EPOLL_CTL.call(epoll, operation, fd, event.address());
    } finally {
      Reference.reachabilityFence(event);
    }
  }

  int epoll_wait(int epoll, NativeMemory events, int max, int millis) {
    try {
      return (int) EPOLL_WAIT.call(epoll, events.address(), max, millis);
    } finally {
      Reference.reachabilityFence(events);
    }
  }

  int posix_spawn(
      int[] pid,
      NativeMemory path,
      NativeMemory fileActions,
      NativeMemory attributes,
      NativeMemory argv,
      NativeMemory envp) {
    NativeMemory pidMemory = ANSWERS.get();
    try {
      long result =
          POSIX_SPAWN.call(
              pidMemory.address(),
              path.address(),
              fileActions.address(),
              attributes.address(),
              argv.address(),
              envp.address());
      pidMemory.get(pid);
      return (int) result;
    } finally {
      Reference.reachabilityFence(path);
      Reference.reachabilityFence(fileActions);
      Reference.reachabilityFence(attributes);
      Reference.reachabilityFence(argv);
      Reference.reachabilityFence(envp);
    }
  }

  int posix_spawn_file_actions_init(NativeMemory actions) {
    try {
      return (int) POSIX_SPAWN_FILE_ACTIONS_INIT.call(actions.address());
    } finally {
      Reference.reachabilityFence(actions);
    }
  }

  int posix_spawn_file_actions_destroy(NativeMemory actions) {
    try {
      return (int) POSIX_SPAWN_FILE_ACTIONS_DESTROY.call(actions.address());
    } finally {
      Reference.reachabilityFence(actions);
    }
  }

  int posix_spawn_file_actions_adddup2(NativeMemory actions, int fd, int newFd) {
    try {
      return (int) POSIX_SPAWN_FILE_ACTIONS_ADDDUP2.call(actions.address(), fd, newFd);
    } finally {
      Reference.reachabilityFence(actions);
    }
  }

  int posix_spawn_file_actions_addclosefrom_np(NativeMemory actions, int from) {
    try {
      return (int) POSIX_SPAWN_FILE_ACTIONS_ADDCLOSEFROM_NP.call(actions.address(), from);
    } finally {
      Reference.reachabilityFence(actions);
    }
  }

  int posix_spawn_file_actions_addchdir_np(NativeMemory actions, NativeMemory path) {
    try {
      return (int) POSIX_SPAWN_FILE_ACTIONS_ADDCHDIR_NP.call(actions.address(), path.address());
    } finally {
      Reference.reachabilityFence(actions);
      Reference.reachabilityFence(path);
    }
  }

  int posix_spawnattr_init(NativeMemory attributes) {
    try {
      return (int) POSIX_SPAWNATTR_INIT.call(attributes.address());
    } finally {
      Reference.reachabilityFence(attributes);
    }
  }

  int posix_spawnattr_setflags(NativeMemory attributes, short flags) {
    try {
      return (int) POSIX_SPAWNATTR_SETFLAGS.call(attributes.address(), flags);
    } finally {
      Reference.reachabilityFence(attributes);
    }
  }

  int posix_spawnattr_setsigmask(NativeMemory attributes, NativeMemory sigset) {
    try {
      return (int) POSIX_SPAWNATTR_SETSIGMASK.call(attributes.address(), sigset.address());
    } finally {
      Reference.reachabilityFence(attributes);
      Reference.reachabilityFence(sigset);
    }
  }

  int posix_spawnattr_setsigdefault(NativeMemory attributes, NativeMemory sigset) {
    try {
      return (int) POSIX_SPAWNATTR_SETSIGDEFAULT.call(attributes.address(), sigset.address());
    } finally {
      Reference.reachabilityFence(attributes);
      Reference.reachabilityFence(sigset);
    }
  }

  int posix_spawnattr_setpgroup(NativeMemory attributes, int group) {
    try {
      return (int) POSIX_SPAWNATTR_SETPGROUP.call(attributes.address(), group);
    } finally {
      Reference.reachabilityFence(attributes);
    }
  }

  int waitpid(int pid, int[] status, int options) {
    NativeMemory statusMemory = ANSWERS.get();
    long result = WAITPID.call(pid, statusMemory.address(), options);
    statusMemory.get(status);
    return (int) result;
  }

  int kill(int pid, int signal) {
    return (int) KILL.call(pid, signal);
  }

  int unshare(int flags) {
    return (int) UNSHARE.call(flags);
  }

  int umask(int mask) {
    return (int) UMASK.call(mask);
  }

  int prctl(int option, long a, long b, long c, long d) {
    return (int) PRCTL.call(option, a, b, c, d);
  }

  long syscall(long number, long a, long b) {
    return SYSCALL.call(number, a, b);
  }

  int getrlimit(int resource, NativeMemory limit) {
    try {
      return (int) GETRLIMIT.call(resource, limit.address());
    } finally {
      Reference.reachabilityFence(limit);
    }
  }

  int setrlimit(int resource, NativeMemory limit) {
    try {
      return (int) SETRLIMIT.call(resource, limit.address());
    } finally {
      Reference.reachabilityFence(limit);
    }
  }

  int getuid() {
    return (int) GETUID.call();
  }

  int open(byte[] path, int flags) {
    NativeMemory pathMemory = NativeMemory.of(path);
    try {
      return (int) OPEN.call(pathMemory.address(), flags);
    } finally {
      Reference.reachabilityFence(pathMemory);
    }
  }

  int dup2(int fd, int newFd) {
    return (int) DUP2.call(fd, newFd);
  }

  int socket(int family, int type, int protocol) {
    return (int) SOCKET.call(family, type, protocol);
  }

  int bind(int fd, byte[] address, int length) {
    NativeMemory addressMemory = NativeMemory.of(address);
    try {
      return (int) BIND.call(fd, addressMemory.address(), length);
    } finally {
      Reference.reachabilityFence(addressMemory);
    }
  }

  int listen(int fd, int backlog) {
    return (int) LISTEN.call(fd, backlog);
  }

  int setsockopt(int fd, int level, int option, int[] value, int length) {
    NativeMemory valueMemory = NativeMemory.of(value);
    try {
      return (int) SETSOCKOPT.call(fd, level, option, valueMemory.address(), length);
    } finally {
      Reference.reachabilityFence(valueMemory);
    }
  }

  int getsockopt(int fd, int level, int option, byte[] value, int[] length) {
    NativeMemory valueMemory = NativeMemory.allocate(value.length);
    NativeMemory lengthMemory = NativeMemory.of(length);
    try {
      long result =
          GETSOCKOPT.call(fd, level, option, valueMemory.address(), lengthMemory.address());
      valueMemory.get(value);
      lengthMemory.get(length);
      return (int) result;
    } finally {
      Reference.reachabilityFence(valueMemory);
      Reference.reachabilityFence(lengthMemory);
    }
  }

  int dup3(int fd, int newFd, int flags) {
    return (int) DUP3.call(fd, newFd, flags);
  }

  int connect(int fd, byte[] address, int length) {
    NativeMemory addressMemory = NativeMemory.of(address);
    try {
      return (int) CONNECT.call(fd, addressMemory.address(), length);
    } finally {
      Reference.reachabilityFence(addressMemory);
    }
  }

  int connect(int fd, NativeMemory address, int length) {
    try {
      return (int) CONNECT.call(fd, address.address(), length);
    } finally {
      Reference.reachabilityFence(address);
    }
  }

  int chown(byte[] path, int uid, int gid) {
    NativeMemory pathMemory = NativeMemory.of(path);
    try {
      return (int) CHOWN.call(pathMemory.address(), uid, gid);
    } finally {
      Reference.reachabilityFence(pathMemory);
    }
  }

  int chmod(byte[] path, int mode) {
    NativeMemory pathMemory = NativeMemory.of(path);
    try {
      return (int) CHMOD.call(pathMemory.address(), mode);
    } finally {
      Reference.reachabilityFence(pathMemory);
    }
  }

  long send(int fd, ByteBuffer bytes, long count, int flags) {
    try {
      return SEND.call(fd, address(bytes), count, flags);
    } finally {
      Reference.reachabilityFence(bytes);
    }
  }

  int shutdown(int fd, int how) {
    return (int) SHUTDOWN.call(fd, how);
  }

  long recvmsg(int fd, NativeMemory message, int flags) {
    try {
      return RECVMSG.call(fd, message.address(), flags);
    } finally {
      Reference.reachabilityFence(message);
    }
  }

  int setgroups(long count, int[] groups) {
    NativeMemory groupsMemory = NativeMemory.of(groups);
    try {
      return (int) SETGROUPS.call(count, groupsMemory.address());
    } finally {
      Reference.reachabilityFence(groupsMemory);
    }
  }

  int setgid(int gid) {
    return (int) SETGID.call(gid);
  }

  int setuid(int uid) {
    return (int) SETUID.call(uid);
  }

  int malloc_trim(long pad) {
    return (int) MALLOC_TRIM.call(pad);
  }

  /**
   * @throws UnsatisfiedLinkError when the C library is not glibc
   */
  String gnu_get_libc_version() {
    MemoryIO memory = MemoryIO.getInstance();
    StringBuilder text = new StringBuilder();
    long at = GNU_GET_LIBC_VERSION.call();
    for (byte letter; (letter = memory.getByte(at)) != 0; at++) {
      text.append((char) letter);
    }
    return text.toString();
  }

  private static long address(ByteBuffer bytes) {
    if (!bytes.isDirect()) {
      throw new IllegalArgumentException("the kernel needs a direct buffer");
    }
    return MemoryIO.getInstance().getDirectBufferAddress(bytes) + bytes.position();
  }
}
