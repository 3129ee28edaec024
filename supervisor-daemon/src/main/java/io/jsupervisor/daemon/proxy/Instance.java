package io.jsupervisor.daemon.proxy;

/**
 * One server of an upstream.
 *
 * @param group of the process
 * @param name of the process
 * @param host an address or a name that the proxy can connect to
 * @param protocol http, uwsgi, fastcgi, scgi or tcp
 * @param weight 1 for the common share
 * @param in whether it may get requests; else the proxy knows it and leaves it alone
 */
public record Instance(
    String group, String name, String host, int port, String protocol, int weight, boolean in) {

  /** {@code host:port}, with the brackets that IPv6 needs. */
  String address() {
    return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port;
  }

  String namespec() {
    return group.equals(name) ? name : group + ":" + name;
  }

  /** Where to connect to reach what listens on {@code host}: every address means this machine. */
  public static String reachable(String host) {
    return switch (host) {
      case "", "*", "0.0.0.0" -> "127.0.0.1";
      case "::", "[::]" -> "::1";
      default -> host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    };
  }
}
