package io.jsupervisor.daemon.os.posix;

import static io.jsupervisor.daemon.os.posix.Native.LIBC;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.jsupervisor.daemon.os.Clock;
import io.jsupervisor.daemon.os.Errno;
import io.jsupervisor.daemon.os.Syslog;
import java.nio.ByteBuffer;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import jnr.ffi.Pointer;

/**
 * {@link Syslog} by datagrams to {@code /dev/log}, which the JDK cannot send. Facility, severity
 * and tag are those that the classic tool's lines have, so filters go on working. A receiver that
 * was started anew is connected to again.
 */
public final class SyslogSocket implements Syslog, AutoCloseable {
  /** LOG_USER and LOG_INFO (syslog(3)). */
  private static final int PRIORITY = 8 + 6;

  private static final String TAG = "supervisord";
  private static final String[] MONTHS = {
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"
  };
  private static final int TRIES_WHEN_FULL = 100;
  private static final long BETWEEN_TRIES_NANOS = 10_000_000;

  private final String path;
  private final Clock clock;
  private final ZoneId zone = ZoneId.systemDefault();
  private int fd = -1;

  public SyslogSocket(String path, Clock clock) {
    this.path = path;
    this.clock = clock;
  }

  @Override
  public Optional<String> send(byte[] line) {
    byte[] header = header().getBytes(ISO_8859_1);
    ByteBuffer message =
        ByteBuffer.allocateDirect(header.length + line.length).put(header).put(line).flip();
    int errno = fd == -1 ? Errno.ENOTCONN : trySend(message);
    if (errno != 0 && errno != Errno.EAGAIN && errno != Errno.EMSGSIZE) {
      errno = connect();
      if (errno == 0) {
        errno = trySend(message);
      }
    }
    return errno == 0
        ? Optional.empty()
        : Optional.of(path + ": " + Errno.text(errno) + " (" + Errno.name(errno) + ")");
  }

  private String header() {
    ZonedDateTime now = clock.wall().atZone(zone);
    return "<%d>%s %2d %02d:%02d:%02d %s: "
        .formatted(
            PRIORITY,
            MONTHS[now.getMonthValue() - 1],
            now.getDayOfMonth(),
            now.getHour(),
            now.getMinute(),
            now.getSecond(),
            TAG);
  }

  /** 0, or the errno. */
  private int trySend(ByteBuffer message) {
    int flags = Linux.MSG_DONTWAIT | Linux.MSG_NOSIGNAL;
    for (int i = 0; i < TRIES_WHEN_FULL; i++) {
      long sent = Native.retryingLong(() -> LIBC.send(fd, message, message.remaining(), flags));
      if (sent != -1) {
        return 0;
      }
      int errno = Native.errno();
      if (errno != Errno.EAGAIN) {
        return errno;
      }
      LockSupport.parkNanos(BETWEEN_TRIES_NANOS);
    }
    return Errno.EAGAIN;
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
    Pointer address = Native.allocate(2 + Linux.SIZEOF_SUN_PATH);
    address.putShort(0, (short) Linux.AF_UNIX);
    address.put(2, name, 0, name.length);
    if (LIBC.connect(made, address, 2 + name.length + 1) == -1) {
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
