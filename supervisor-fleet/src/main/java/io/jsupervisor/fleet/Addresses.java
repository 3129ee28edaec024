package io.jsupervisor.fleet;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.Locale;

/** Where this machine, and what runs on it, can be reached from others. */
final class Addresses {
  private Addresses() {}

  /** An address of which every machine has one of its own. */
  static boolean isLoopback(String host) {
    String lower = host.toLowerCase(Locale.ROOT);
    return lower.equals("localhost")
        || lower.endsWith(".localhost")
        || lower.startsWith("127.")
        || lower.equals("::1")
        || lower.startsWith("::ffff:127.");
  }

  /** Every address of the machine. */
  static boolean isWildcard(String host) {
    return switch (host) {
      case "", "*", "0.0.0.0", "::", "[::]" -> true;
      default -> false;
    };
  }

  /**
   * Where others reach what listens on {@code host} here; empty when they cannot.
   *
   * @param own the address of this machine
   */
  static String reachable(String host, String own) {
    if (isWildcard(host)) {
      return own;
    }
    String bare = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    return isLoopback(bare) && !isLoopback(own) ? "" : bare;
  }

  /** The address that this machine uses towards an endpoint of the store; sends nothing. */
  static String towards(String endpoint) throws IOException {
    URI url = URI.create(endpoint);
    String host = url.getHost();
    String bare = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    try (DatagramSocket socket = new DatagramSocket()) {
      socket.connect(new InetSocketAddress(InetAddress.getByName(bare), 9));
      String address = socket.getLocalAddress().getHostAddress();
      int zone = address.indexOf('%');
      return zone < 0 ? address : address.substring(0, zone);
    }
  }

  /** {@code host:port} as in a URL. */
  static String joined(String host, int port) {
    return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port;
  }
}
