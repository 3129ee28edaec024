package io.jsupervisor.daemon.os.posix;

import static io.jsupervisor.daemon.os.posix.Native.LIBC;

import io.jsupervisor.daemon.core.Ticks;
import io.jsupervisor.daemon.os.Clock;
import io.jsupervisor.daemon.os.ListenerTable;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashSet;
import java.util.Set;

/**
 * {@link ListenerTable} by sock_diag(7): one question lists every TCP socket that listens, with the
 * connections that wait in its queue. Where the kernel does not answer such questions, it knows
 * nothing, and asks again after a minute.
 */
public final class SockDiag implements ListenerTable {
  /** A socket that takes connections; the address of none (0.0.0.0, ::) is every address. */
  private record Listener(InetAddress address, int port) {}

  private static final long MOST_AGE_NANOS = 100_000_000L;

  /** So long after a failure it is tried again: the machine was short of something, perhaps. */
  private static final long AGAIN_NANOS = 60_000_000_000L;

  private static final int SOCK_DIAG_BY_FAMILY = 20;
  private static final short NLM_F_REQUEST_DUMP = 0x301;
  private static final int NLMSG_ERROR = 2;
  private static final int NLMSG_DONE = 3;

  /** Of a message's header, {@code nlmsghdr}. */
  private static final int HEADER = 16;

  /** Of {@code inet_diag_req_v2}. */
  private static final int REQUEST = 56;

  private static final int TCP_LISTEN = 10;

  // Places in inet_diag_msg.
  private static final int FAMILY = 0;
  private static final int PORT = 4;
  private static final int ADDRESS = 8;
  private static final int INTERFACE = 40;
  private static final int WAITING = 56;
  private static final int MOST_WAITING = 60;

  /** The kernel gives at most so much at once. */
  private static final int BUFFER = 64 * 1024;

  private final Clock clock;
  private final Set<Listener> listeners = new HashSet<>();
  private ByteBuffer buffer;
  private Ticks opened = Ticks.NEVER;
  private int fd = -1;
  private Ticks read;

  /** Opens nothing before the first question. */
  public SockDiag(Clock clock) {
    this.clock = clock;
  }

  @Override
  public boolean accepts(InetAddress host, int port, Ticks since) {
    refresh(since);
    return listeners.contains(new Listener(host, port))
        || (host.isLoopbackAddress() && listeners.contains(new Listener(wildcard(host), port)));
  }

  private static InetAddress wildcard(InetAddress host) {
    return address(new byte[host.getAddress().length]);
  }

  private void refresh(Ticks since) {
    Ticks now = clock.ticks();
    if (opened.equals(Ticks.NEVER) || (fd == -1 && now.since(opened) > AGAIN_NANOS)) {
      open(now);
    }
    if (fd == -1 || (read != null && read.since(since) > 0 && now.since(read) < MOST_AGE_NANOS)) {
      return;
    }
    read = now;
    listeners.clear();
    if (!list(Linux.AF_INET) || !list(Linux.AF_INET6)) {
      close();
    }
  }

  private void open(Ticks now) {
    opened = now;
    read = null;
    buffer = ByteBuffer.allocateDirect(BUFFER).order(ByteOrder.nativeOrder());
    fd =
        LIBC.socket(
            Linux.AF_NETLINK,
            Linux.SOCK_DGRAM | Linux.SOCK_CLOEXEC | Linux.SOCK_NONBLOCK,
            Linux.NETLINK_SOCK_DIAG);
  }

  private boolean list(int family) {
    buffer.clear();
    buffer.putInt(HEADER + REQUEST).putShort((short) SOCK_DIAG_BY_FAMILY);
    buffer.putShort(NLM_F_REQUEST_DUMP).putInt(0).putInt(0);
    buffer.put((byte) family).put((byte) Linux.IPPROTO_TCP).putShort((short) 0);
    buffer.putInt(1 << TCP_LISTEN);
    while (buffer.position() < HEADER + REQUEST) {
      buffer.put((byte) 0);
    }
    buffer.flip();
    if (LIBC.send(fd, buffer, buffer.remaining(), 0) != HEADER + REQUEST) {
      return false;
    }
    while (true) {
      buffer.clear();
      long bytes = Native.retryingLong(() -> LIBC.read(fd, buffer, buffer.capacity()));
      if (bytes < HEADER) {
        return false; // also EAGAIN: an answer is there when its question was sent
      }
      buffer.limit((int) bytes);
      int end = messages();
      if (end != 0) {
        return end == NLMSG_DONE;
      }
    }
  }

  /** Takes the messages of one answer. Returns the type of the one that ends it all, or 0. */
  private int messages() {
    for (int at = 0; at + HEADER <= buffer.limit(); ) {
      int length = buffer.getInt(at);
      int type = buffer.getShort(at + 4);
      if (type == NLMSG_DONE || type == NLMSG_ERROR || length < HEADER) {
        // A list that could not be made ends with its errno, below zero.
        boolean whole = length < HEADER + Integer.BYTES || buffer.getInt(at + HEADER) >= 0;
        return type == NLMSG_DONE && whole ? NLMSG_DONE : NLMSG_ERROR;
      }
      note(at + HEADER);
      at += (length + 3) & ~3;
    }
    return 0;
  }

  private void note(int at) {
    boolean room = buffer.getInt(at + WAITING) <= buffer.getInt(at + MOST_WAITING);
    boolean everyInterface = buffer.getInt(at + INTERFACE) == 0;
    if (room && everyInterface) {
      byte[] address = new byte[buffer.get(at + FAMILY) == Linux.AF_INET ? 4 : 16];
      buffer.get(at + ADDRESS, address);
      int port = (buffer.get(at + PORT) & 0xff) << 8 | (buffer.get(at + PORT + 1) & 0xff);
      listeners.add(new Listener(address(address), port));
    }
  }

  private static InetAddress address(byte[] bytes) {
    try {
      return InetAddress.getByAddress(bytes);
    } catch (UnknownHostException impossible) {
      throw new AssertionError("4 or 16 bytes are an address", impossible);
    }
  }

  @Override
  public void close() {
    if (fd != -1) {
      LIBC.close(fd);
      fd = -1;
      listeners.clear();
    }
  }
}
