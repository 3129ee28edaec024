package io.jsupervisor.daemon.proxy;

import io.jsupervisor.daemon.proxy.ProxyHost.Endpoint;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * Lines of {@code /proc/net/tcp} and {@code tcp6} (proc(5)). Connections that wait to be accepted
 * are there too, and count: a request may be in them.
 */
final class SocketTable {
  private static final String ESTABLISHED = "01";
  private static final String LISTENING = "0A";
  private static final int INODE = 9;
  private static final int V4 = 4;
  private static final int V6 = 16;
  private static final byte[] MAPPED = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1, -1};

  /** The near end of a connection; the address has 4 bytes where it can. */
  record Local(byte[] address, int port) {}

  private SocketTable() {}

  /** The near end, if the line is of an established connection. */
  static Optional<Local> established(String line) {
    String[] columns = line.strip().split("\\s+", 5);
    if (columns.length < 5 || !columns[3].equals(ESTABLISHED)) {
      return Optional.empty();
    }
    int colon = columns[1].indexOf(':');
    byte[] address = address(columns[1].substring(0, colon));
    return Optional.of(new Local(address, Integer.parseInt(columns[1].substring(colon + 1), 16)));
  }

  /** What a descriptor of a listening socket links to, if the line is of one. */
  static Optional<String> listening(String line) {
    String[] columns = line.strip().split("\\s+", INODE + 2);
    return columns.length > INODE && columns[3].equals(LISTENING)
        ? Optional.of("socket:[" + columns[INODE] + "]")
        : Optional.empty();
  }

  /** The kernel prints words of four bytes in its own order: the last first, where we run. */
  private static byte[] address(String hex) {
    byte[] printed = HexFormat.of().parseHex(hex);
    byte[] address = new byte[printed.length];
    for (int i = 0; i < printed.length; i++) {
      address[i] = printed[i / V4 * V4 + V4 - 1 - i % V4];
    }
    boolean mapped = address.length == V6 && Arrays.equals(Arrays.copyOf(address, 12), MAPPED);
    return mapped ? Arrays.copyOfRange(address, 12, V6) : address;
  }

  /** A host that is no IPv4 address counts by its port alone: rather one too many than too few. */
  static int count(List<Local> established, Endpoint endpoint) {
    Optional<byte[]> address = v4(endpoint.host());
    int count = 0;
    for (Local local : established) {
      boolean other =
          address.isPresent()
              && local.address().length == V4
              && !Arrays.equals(local.address(), address.get());
      if (local.port() == endpoint.port() && !other) {
        count++;
      }
    }
    return count;
  }

  private static Optional<byte[]> v4(String host) {
    List<Byte> bytes = new ArrayList<>();
    for (String part : host.split("\\.", -1)) {
      if (!part.matches("\\d{1,3}") || Integer.parseInt(part) > 255) {
        return Optional.empty();
      }
      bytes.add((byte) Integer.parseInt(part));
    }
    if (bytes.size() != V4) {
      return Optional.empty();
    }
    return Optional.of(new byte[] {bytes.get(0), bytes.get(1), bytes.get(2), bytes.get(3)});
  }
}
