package io.jsupervisor.daemon.os.posix;

import static io.jsupervisor.daemon.os.posix.Native.LIBC;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.jsupervisor.daemon.os.Errno;
import io.jsupervisor.daemon.os.Notifications;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/**
 * The socket behind {@code $NOTIFY_SOCKET}: datagrams with the credentials of their senders, which
 * the JDK does not give. Descriptors that come along (BARRIER=1 sends one) are closed, as the
 * protocol asks for. Offsets are those of 64-bit Linux (recvmsg(2), cmsg(3), unix(7)).
 */
public final class NotifySocket implements Notifications {
  private static final int MOST_BYTES = 4096;
  private static final int CONTROL_BYTES = 1024;
  private static final int SIZEOF_MSGHDR = 56;
  private static final int SIZEOF_CMSGHDR = 16;

  /** Whoever may reach the folder may send; who it is, the kernel says. */
  private static final int ANYBODY = 0666;

  private final int fd;
  private final NativeMemory text = NativeMemory.allocate(MOST_BYTES);
  private final NativeMemory control = NativeMemory.allocate(CONTROL_BYTES);
  private final NativeMemory part = NativeMemory.allocate(16);
  private final NativeMemory message = NativeMemory.allocate(SIZEOF_MSGHDR);
  private volatile boolean closed;

  private NotifySocket(int fd) {
    this.fd = fd;
    part.putLong(0, text.address());
    part.putLong(8, MOST_BYTES);
    message.putLong(16, part.address());
    message.putLong(24, 1);
    message.putLong(32, control.address());
  }

  /**
   * Binds a new socket to {@code path}.
   *
   * @throws IOException with a sentence that names the path and the errno
   */
  public static NotifySocket bind(Path path) throws IOException {
    byte[] name = path.toString().getBytes(UTF_8);
    if (name.length >= Linux.SIZEOF_SUN_PATH) {
      throw refused(path, Errno.ENAMETOOLONG);
    }
    int fd = LIBC.socket(Linux.AF_UNIX, Linux.SOCK_DGRAM | Linux.SOCK_CLOEXEC, 0);
    if (fd == -1) {
      throw refused(path, Native.errno());
    }
    byte[] address = new byte[2 + name.length + 1];
    address[0] = Linux.AF_UNIX;
    System.arraycopy(name, 0, address, 2, name.length);
    int[] on = {1};
    byte[] ended = Arrays.copyOf(name, name.length + 1);
    if (LIBC.bind(fd, address, address.length) == -1
        || LIBC.chmod(ended, ANYBODY) == -1
        || LIBC.setsockopt(fd, Linux.SOL_SOCKET, Linux.SO_PASSCRED, on, 4) == -1) {
      int errno = Native.errno();
      LIBC.close(fd);
      throw refused(path, errno);
    }
    return new NotifySocket(fd);
  }

  /** Whether a process, of whatever pid namespace, has the socket of this name open. */
  public static boolean isRead(Path path) {
    byte[] name = path.toString().getBytes(UTF_8);
    if (name.length >= Linux.SIZEOF_SUN_PATH) {
      return true;
    }
    int fd = LIBC.socket(Linux.AF_UNIX, Linux.SOCK_DGRAM | Linux.SOCK_CLOEXEC, 0);
    if (fd == -1) {
      return true;
    }
    NativeMemory address = NativeMemory.allocate(2 + Linux.SIZEOF_SUN_PATH);
    address.putShort(0, (short) Linux.AF_UNIX);
    address.put(2, name);
    int errno = LIBC.connect(fd, address, 2 + name.length + 1) == 0 ? 0 : Native.errno();
    LIBC.close(fd);
    return errno != Errno.ECONNREFUSED && errno != Errno.ENOENT;
  }

  private static IOException refused(Path path, int errno) {
    return new IOException(
        "cannot make the socket "
            + path
            + ": "
            + Errno.text(errno)
            + " ("
            + Errno.name(errno)
            + ")");
  }

  @Override
  public Optional<Datagram> receive() {
    message.putLong(40, CONTROL_BYTES);
    long size = Native.retryingLong(() -> LIBC.recvmsg(fd, message, Linux.MSG_CMSG_CLOEXEC));
    if (closed || size < 0) {
      LIBC.close(fd);
      return Optional.empty();
    }
    int pid = readControl();
    byte[] bytes = new byte[(int) size];
    text.get(bytes);
    return Optional.of(new Datagram(pid, new String(bytes, UTF_8)));
  }

  /** The sender's pid, or 0; closes descriptors. */
  private int readControl() {
    int end = Math.toIntExact(message.getLong(40));
    int pid = 0;
    for (int at = 0; at + SIZEOF_CMSGHDR <= end; ) {
      int length = Math.toIntExact(control.getLong(at));
      int type = control.getInt(at + 12);
      if (length < SIZEOF_CMSGHDR) {
        break;
      }
      if (type == Linux.SCM_CREDENTIALS) {
        pid = control.getInt(at + SIZEOF_CMSGHDR);
      } else if (type == Linux.SCM_RIGHTS) {
        for (int one = at + SIZEOF_CMSGHDR; one + 4 <= at + length; one += 4) {
          LIBC.close(control.getInt(one));
        }
      }
      at += (length + 7) / 8 * 8;
    }
    return pid;
  }

  @Override
  public void close() {
    closed = true;
    LIBC.shutdown(fd, Linux.SHUT_RDWR);
  }
}
