package io.jsupervisor.fleet;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;

/** Where this machine, and what runs on it, can be reached from others. */
final class Addresses {
  private Addresses() {}

  /**
   * Where others reach what listens on {@code host} here; empty when they cannot.
   *
   * @param own the address of this machine
   */
  static String reachable(String host, String own) {
    if (Hosts.isWildcard(host)) {
      return own;
    }
    String bare = Hosts.bare(host);
    return Hosts.isLoopback(bare) && !Hosts.isLoopback(own) ? "" : bare;
  }

  /** The address that this machine uses towards somebody. */
  interface Route {
    String towards(String endpoint) throws IOException;
  }

  /**
   * The address of this machine, from where the members of the store are: a member here says
   * nothing about where others reach us, unless all are here.
   */
  static String own(List<String> endpoints, Route route) throws IOException {
    String here = "";
    IOException unknown = new IOException("no endpoint");
    for (String endpoint : endpoints) {
      try {
        String address = route.towards(endpoint);
        if (!Hosts.isLoopback(address)) {
          return address;
        }
        here = here.isEmpty() ? address : here;
      } catch (IOException unreachable) {
        unknown = unreachable;
      }
    }
    if (here.isEmpty()) {
      throw unknown;
    }
    return here;
  }

  /** The address that this machine uses towards an endpoint of the store; sends nothing. */
  static String towards(String endpoint) throws IOException {
    URI url = URI.create(endpoint);
    String bare = Hosts.bare(url.getHost());
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
