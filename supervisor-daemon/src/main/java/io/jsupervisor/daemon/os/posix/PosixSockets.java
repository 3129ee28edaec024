package io.jsupervisor.daemon.os.posix;

import static io.jsupervisor.daemon.os.posix.Native.LIBC;

import io.jsupervisor.daemon.os.Errno;
import io.jsupervisor.daemon.os.ListeningSockets;
import io.jsupervisor.daemon.os.NativeText;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;

/** Listening sockets by libc: the JDK's own cannot be handed to a child. */
public final class PosixSockets implements ListeningSockets {
  /** sun_path of unix(7) has 108 bytes, the last a zero. */
  private static final int LONGEST_PATH = 107;

  private static final int SIZEOF_SOCKADDR_IN = 16;
  private static final int SIZEOF_SOCKADDR_IN6 = 28;
  private static final int SIN_PORT = 2;
  private static final int SIN_ADDR = 4;
  private static final int SIN6_ADDR = 8;
  private static final int SIN6_SCOPE_ID = 24;

  /** More than any kernel fills. */
  private static final int SIZEOF_TCP_INFO = 512;

  private static final int TCPI_UNACKED = 24;
  private static final int ECONNREFUSED = 111;
  private static final int EADDRINUSE = 98;
  private static final int[] ON = {1};

  @Override
  public int open(Address address, OptionalInt backlog) throws IOException {
    return switch (address) {
      case Address.Unix unix -> open(Linux.AF_UNIX, fd -> bind(fd, unix), backlog);
      case Address.Tcp tcp -> {
        InetAddress host = lookUp(tcp.host());
        int family = host instanceof Inet4Address ? Linux.AF_INET : Linux.AF_INET6;
        yield open(family, fd -> bind(fd, host, tcp.port()), backlog);
      }
    };
  }

  private interface Binding {
    void bind(int fd) throws IOException;
  }

  private static int open(int family, Binding binding, OptionalInt backlog) throws IOException {
    int fd = checked(LIBC.socket(family, Linux.SOCK_STREAM | Linux.SOCK_CLOEXEC, 0));
    boolean listens = false;
    try {
      binding.bind(fd);
      checked(LIBC.listen(fd, backlog.orElse(Linux.SOMAXCONN)));
      listens = true;
      return fd;
    } finally {
      if (!listens) {
        LIBC.close(fd);
      }
    }
  }

  private static void bind(int fd, Address.Unix unix) throws IOException {
    byte[] path = NativeText.encode(unix.path());
    if (path.length > LONGEST_PATH) {
      throw new IOException(
          "AF_UNIX path too long (%d bytes of %d; cure: a shorter path)"
              .formatted(path.length, LONGEST_PATH));
    }
    byte[] sockaddr = sockaddr(path);
    removeSocket(Path.of(unix.path()), unix.sparesLive() ? sockaddr : null);
    checked(LIBC.bind(fd, sockaddr, sockaddr.length));
    boolean given = false;
    try {
      // Nobody can connect before listen(2), so nobody meets it with another owner or mode.
      chownAndChmod(unix);
      given = true;
    } finally {
      if (!given) {
        Files.deleteIfExists(Path.of(unix.path()));
      }
    }
  }

  private static byte[] sockaddr(byte[] path) {
    ByteBuffer sockaddr = ByteBuffer.allocate(2 + path.length + 1).order(ByteOrder.nativeOrder());
    return sockaddr.putShort((short) Linux.AF_UNIX).put(path).array();
  }

  private static void chownAndChmod(Address.Unix unix) throws IOException {
    byte[] path = NativeText.encode(unix.path());
    byte[] name = Arrays.copyOf(path, path.length + 1);
    if (unix.uid().isPresent() || unix.gid().isPresent()) {
      checked(LIBC.chown(name, unix.uid().orElse(-1), unix.gid().orElse(-1)));
    }
    checked(LIBC.chmod(name, unix.mode()));
  }

  @Override
  public void permit(Address.Unix unix) throws IOException {
    chownAndChmod(unix);
  }

  /**
   * What is there and no socket is somebody's file: a slip in the configuration must not eat it.
   */
  private static void removeSocket(Path path, byte[] unlessLive) throws IOException {
    try {
      if (!Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
          .isOther()) {
        throw new IOException(path + " exists and is not a socket; remove it or choose another");
      }
      if (unlessLive != null && isLive(unlessLive)) {
        throw error(EADDRINUSE);
      }
      Files.deleteIfExists(path);
    } catch (NoSuchFileException free) {
      // As it should be.
    }
  }

  /** Only "connection refused" is a sure sign that nobody listens any more. */
  private static boolean isLive(byte[] sockaddr) throws IOException {
    int type = Linux.SOCK_STREAM | Linux.SOCK_CLOEXEC | Linux.SOCK_NONBLOCK;
    int fd = checked(LIBC.socket(Linux.AF_UNIX, type, 0));
    try {
      return LIBC.connect(fd, sockaddr, sockaddr.length) == 0 || Native.errno() != ECONNREFUSED;
    } finally {
      LIBC.close(fd);
    }
  }

  private static InetAddress lookUp(String host) throws IOException {
    List<InetAddress> all = List.of(InetAddress.getAllByName(host));
    return all.stream().filter(Inet4Address.class::isInstance).findFirst().orElse(all.getFirst());
  }

  private static void bind(int fd, InetAddress host, int port) throws IOException {
    checked(LIBC.setsockopt(fd, Linux.SOL_SOCKET, Linux.SO_REUSEADDR, ON, 4));
    ByteBuffer sockaddr;
    if (host instanceof Inet6Address v6) {
      checked(LIBC.setsockopt(fd, Linux.IPPROTO_IPV6, Linux.IPV6_V6ONLY, ON, 4));
      sockaddr = ByteBuffer.allocate(SIZEOF_SOCKADDR_IN6).order(ByteOrder.nativeOrder());
      sockaddr.putShort((short) Linux.AF_INET6).putInt(SIN6_SCOPE_ID, v6.getScopeId());
      sockaddr.position(SIN6_ADDR).put(host.getAddress());
    } else {
      sockaddr = ByteBuffer.allocate(SIZEOF_SOCKADDR_IN).order(ByteOrder.nativeOrder());
      sockaddr.putShort((short) Linux.AF_INET).position(SIN_ADDR).put(host.getAddress());
    }
    sockaddr.order(ByteOrder.BIG_ENDIAN).putShort(SIN_PORT, (short) port);
    checked(LIBC.bind(fd, sockaddr.array(), sockaddr.capacity()));
  }

  @Override
  public void replace(int descriptor, int by) throws IOException {
    try {
      checked(LIBC.dup3(by, descriptor, Linux.O_CLOEXEC));
    } finally {
      LIBC.close(by);
    }
  }

  @Override
  public void backlog(int descriptor, OptionalInt backlog) throws IOException {
    checked(LIBC.listen(descriptor, backlog.orElse(Linux.SOMAXCONN)));
  }

  /** {@code tcpi_unacked} of a listening socket is the length of its accept queue (tcp(7)). */
  @Override
  public OptionalInt waiting(int descriptor) {
    byte[] info = new byte[SIZEOF_TCP_INFO];
    int[] length = {info.length};
    if (LIBC.getsockopt(descriptor, Linux.IPPROTO_TCP, Linux.TCP_INFO, info, length) == -1
        || length[0] < TCPI_UNACKED + 4) {
      return OptionalInt.empty();
    }
    return OptionalInt.of(
        ByteBuffer.wrap(info).order(ByteOrder.nativeOrder()).getInt(TCPI_UNACKED));
  }

  private static int checked(int result) throws IOException {
    if (result == -1) {
      throw error(Native.errno());
    }
    return result;
  }

  private static IOException error(int errno) {
    return new IOException("[Errno %d] %s".formatted(errno, Errno.text(errno)));
  }

  @Override
  public void close(int descriptor) {
    LIBC.close(descriptor);
  }
}
