package io.jsupervisor.daemon.os.posix;

import static io.jsupervisor.daemon.os.posix.Native.LIBC;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.jsupervisor.daemon.os.Errno;
import java.nio.ByteBuffer;
import java.util.concurrent.locks.LockSupport;

/**
 * Datagrams to one unix socket, which the JDK cannot send. A receiver that was started anew is
 * connected to again. One thread at a time.
 */
final class DatagramSender implements AutoCloseable {
  private static final int USUAL_BYTES = 2048;
  private static final long BETWEEN_TRIES_NANOS = 10_000_000;

  private final String path;
  private final int triesWhenFull;
  private ByteBuffer message = ByteBuffer.allocateDirect(USUAL_BYTES);
  private int fd = -1;

  /**
   * @param path of the receiver; one that begins with @ is a name of the abstract kind (unix(7))
   * @param triesWhenFull how often to try, 10 ms apart, while the receiver has no room; 1 never
   *     waits
   */
  DatagramSender(String path, int triesWhenFull) {
    this.path = path;
    this.triesWhenFull = triesWhenFull;
  }

  String path() {
    return path;
  }

  /** 0, or the errno. */
  int send(byte[]... parts) {
    int length = 0;
    for (byte[] part : parts) {
      length += part.length;
    }
    if (message.capacity() < length) {
      message = ByteBuffer.allocateDirect(Math.max(length, 2 * message.capacity()));
    }
    message.clear();
    for (byte[] part : parts) {
      message.put(part);
    }
    message.flip();
    int errno = fd == -1 ? Errno.ENOTCONN : trySend();
    if (errno != 0 && errno != Errno.EAGAIN && errno != Errno.EMSGSIZE) {
      errno = connect();
      if (errno == 0) {
        errno = trySend();
      }
    }
    return errno;
  }

  private int trySend() {
    int flags = Linux.MSG_DONTWAIT | Linux.MSG_NOSIGNAL;
    for (int i = 1; ; i++) {
      long sent = Native.retryingLong(() -> LIBC.send(fd, message, message.remaining(), flags));
      if (sent != -1) {
        return 0;
      }
      int errno = Native.errno();
      if (errno != Errno.EAGAIN || i >= triesWhenFull) {
        return errno;
      }
      LockSupport.parkNanos(BETWEEN_TRIES_NANOS);
    }
  }

  private int connect() {
    close();
    byte[] name = path.getBytes(UTF_8);
    if (name.length >= Linux.SIZEOF_SUN_PATH) {
      return Errno.ENAMETOOLONG;
    }
    int made = LIBC.socket(Linux.AF_UNIX, Linux.SOCK_DGRAM | Linux.O_CLOEXEC, 0);
    if (made == -1) {
      return Native.errno();
    }
    boolean named = name.length == 0 || name[0] != '@';
    NativeMemory address = NativeMemory.allocate(2 + Linux.SIZEOF_SUN_PATH);
    address.putShort(0, (short) Linux.AF_UNIX);
    address.put(2, name);
    if (!named) {
      address.putByte(2, (byte) 0);
    }
    // A path ends with a NUL; in an abstract name each byte counts.
    if (LIBC.connect(made, address, 2 + name.length + (named ? 1 : 0)) == -1) {
      int errno = Native.errno();
      LIBC.close(made);
      return errno;
    }
    fd = made;
    return 0;
  }

  @Override
  public void close() {
    if (fd != -1) {
      LIBC.close(fd);
      fd = -1;
    }
  }
}
