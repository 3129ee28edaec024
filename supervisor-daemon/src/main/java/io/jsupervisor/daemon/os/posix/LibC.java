package io.jsupervisor.daemon.os.posix;

import java.nio.ByteBuffer;
import jnr.ffi.Pointer;
import jnr.ffi.annotations.In;
import jnr.ffi.annotations.Out;
import jnr.ffi.types.size_t;
import jnr.ffi.types.ssize_t;

/**
 * The functions of glibc that we call, bound by jnr-ffi: what the JDK and jnr-posix cannot do. All
 * names and meanings are those of the manual pages (sections 2 and 3). Functions answer -1 and set
 * errno ({@link Native#errno}), except the posix_spawn family, which returns the error.
 *
 * <p>Public only because jnr-ffi generates its implementation in another class loader; nothing
 * outside this package uses it.
 */
@SuppressWarnings({"MemberName", "checkstyle:all"}) // libc's own names
public interface LibC {
  int pipe2(@Out int[] ends, int flags);

  int close(int fd);

  @ssize_t
  long read(int fd, @Out ByteBuffer bytes, @size_t long count);

  @ssize_t
  long read(int fd, Pointer bytes, @size_t long count);

  @ssize_t
  long write(int fd, ByteBuffer bytes, @size_t long count);

  int fcntl(int fd, int command, long argument);

  int eventfd(int initial, int flags);

  int eventfd_write(int fd, long value);

  int eventfd_read(int fd, @Out long[] value);

  int signalfd(int fd, Pointer sigset, int flags);

  int sigemptyset(Pointer sigset);

  int sigaddset(Pointer sigset, int signal);

  int epoll_create1(int flags);

  int epoll_ctl(int epoll, int operation, int fd, Pointer event);

  int epoll_wait(int epoll, Pointer events, int max, int millis);

  int posix_spawn(
      @Out int[] pid,
      Pointer path,
      Pointer fileActions,
      Pointer attributes,
      Pointer argv,
      Pointer envp);

  int posix_spawn_file_actions_init(Pointer actions);

  int posix_spawn_file_actions_destroy(Pointer actions);

  int posix_spawn_file_actions_adddup2(Pointer actions, int fd, int newFd);

  int posix_spawn_file_actions_addclosefrom_np(Pointer actions, int from);

  int posix_spawn_file_actions_addchdir_np(Pointer actions, Pointer path);

  int posix_spawnattr_init(Pointer attributes);

  int posix_spawnattr_setflags(Pointer attributes, short flags);

  int posix_spawnattr_setsigmask(Pointer attributes, Pointer sigset);

  int posix_spawnattr_setsigdefault(Pointer attributes, Pointer sigset);

  int posix_spawnattr_setpgroup(Pointer attributes, int group);

  int waitpid(int pid, @Out int[] status, int options);

  int kill(int pid, int signal);

  int unshare(int flags);

  int umask(int mask);

  int prctl(int option, long a, long b, long c, long d);

  long syscall(long number, long a, long b);

  int getrlimit(int resource, Pointer limit);

  int setrlimit(int resource, Pointer limit);

  int geteuid();

  int getuid();

  int setsid();

  int open(String path, int flags);

  int dup2(int fd, int newFd);

  int socket(int family, int type, int protocol);

  int bind(int fd, @In byte[] address, int length);

  int listen(int fd, int backlog);

  int setsockopt(int fd, int level, int option, @In int[] value, int length);

  int getsockopt(int fd, int level, int option, @Out byte[] value, @In @Out int[] length);

  int dup3(int fd, int newFd, int flags);

  int connect(int fd, @In byte[] address, int length);

  int chown(@In byte[] path, int uid, int gid);

  int chmod(@In byte[] path, int mode);

  String gnu_get_libc_version();

  int connect(int fd, Pointer address, int length);

  @ssize_t
  long send(int fd, ByteBuffer bytes, @size_t long count, int flags);

  int shutdown(int fd, int how);

  @ssize_t
  long recvmsg(int fd, Pointer message, int flags);

  int setgroups(@size_t long count, @In int[] groups);

  int setgid(int gid);

  int setuid(int uid);

  int malloc_trim(@size_t long pad);
}
