package io.jsupervisor.daemon.os.posix;

import static io.jsupervisor.daemon.os.posix.Native.LIBC;

import io.jsupervisor.daemon.os.Errno;
import io.jsupervisor.daemon.os.ListeningSockets;
import io.jsupervisor.daemon.os.NativeText;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Arrays;
import java.util.OptionalInt;
import java.util.stream.Stream;

/** Listening sockets by libc: the JDK's own cannot be handed to a child. */
public final class PosixSockets implements ListeningSockets {
  /** sun_path of unix(7) has 108 bytes, the last a zero. */
  private static final int LONGEST_PATH = 107;

  private static final int SIZEOF_SOCKADDR_IN = 16;

  @Override
  public int open(Address address, OptionalInt backlog) throws IOException {
    int family = address instanceof Address.Unix ? Linux.AF_UNIX : Linux.AF_INET;
    int fd = checked(LIBC.socket(family, Linux.SOCK_STREAM | Linux.SOCK_CLOEXEC, 0));
    boolean listens = false;
    try {
      switch (address) {
        case Address.Unix unix -> bind(fd, unix);
        case Address.Tcp tcp -> bind(fd, tcp);
      }
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
    removeSocket(Path.of(unix.path()));
    byte[] name = Arrays.copyOf(path, path.length + 1);
    ByteBuffer sockaddr = ByteBuffer.allocate(2 + name.length).order(ByteOrder.nativeOrder());
    sockaddr.putShort((short) Linux.AF_UNIX).put(name);
    checked(LIBC.bind(fd, sockaddr.array(), sockaddr.capacity()));
    boolean given = false;
    try {
      // Nobody can connect before listen(2), so nobody meets it with another owner or mode.
      if (unix.uid().isPresent() || unix.gid().isPresent()) {
        checked(LIBC.chown(name, unix.uid().orElse(-1), unix.gid().orElse(-1)));
      }
      checked(LIBC.chmod(name, unix.mode()));
      given = true;
    } finally {
      if (!given) {
        Files.deleteIfExists(Path.of(unix.path()));
      }
    }
  }

  /**
   * What is there and no socket is somebody's file: a slip in the configuration must not eat it.
   */
  private static void removeSocket(Path path) throws IOException {
    try {
      if (!Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
          .isOther()) {
        throw new IOException(path + " exists and is not a socket; remove it or choose another");
      }
      Files.deleteIfExists(path);
    } catch (NoSuchFileException free) {
      // As it should be.
    }
  }

  private static void bind(int fd, Address.Tcp tcp) throws IOException {
    InetAddress host =
        Stream.of(InetAddress.getAllByName(tcp.host()))
            .filter(Inet4Address.class::isInstance)
            .findFirst()
            .orElseThrow(() -> new IOException(tcp.host() + " has no IPv4 address"));
    checked(LIBC.setsockopt(fd, Linux.SOL_SOCKET, Linux.SO_REUSEADDR, new int[] {1}, 4));
    ByteBuffer sockaddr = ByteBuffer.allocate(SIZEOF_SOCKADDR_IN).order(ByteOrder.nativeOrder());
    sockaddr.putShort((short) Linux.AF_INET).order(ByteOrder.BIG_ENDIAN);
    sockaddr.putShort((short) tcp.port()).put(host.getAddress());
    checked(LIBC.bind(fd, sockaddr.array(), sockaddr.capacity()));
  }

  private static int checked(int result) throws IOException {
    if (result == -1) {
      int errno = Native.errno();
      throw new IOException("[Errno %d] %s".formatted(errno, Errno.text(errno)));
    }
    return result;
  }

  @Override
  public void close(int descriptor) {
    LIBC.close(descriptor);
  }
}
