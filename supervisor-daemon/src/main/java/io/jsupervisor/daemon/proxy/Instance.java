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
 * @param node the machine it runs on; empty for this one
 * @param backup whether it gets requests only when no other can
 */
public record Instance(
    String group,
    String name,
    String host,
    int port,
    String protocol,
    int weight,
    boolean in,
    String node,
    boolean backup) {
  /** One of this machine. */
  public Instance(
      String group, String name, String host, int port, String protocol, int weight, boolean in) {
    this(group, name, host, port, protocol, weight, in, "", false);
  }

  /** Whether both are the same process, whatever is said of it. */
  public boolean isSameProcess(Instance other) {
    return group.equals(other.group) && name.equals(other.name) && node.equals(other.node);
  }

  /** {@code host:port}, with the brackets that IPv6 needs. */
  String address() {
    return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port;
  }

  String namespec() {
    String here = group.equals(name) ? name : group + ":" + name;
    return node.isEmpty() ? here : node + "/" + here;
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
