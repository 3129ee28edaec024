package io.jsupervisor.daemon.proxy;

import java.util.List;

/** The {@code upstream} block of nginx; it serves proxy_pass, uwsgi_pass, fastcgi_pass alike. */
final class NginxUpstream {
  /** nginx keeps some 400 bytes of a server in the zone that its workers share. */
  private static final int SERVERS_IN_64K = 64;

  private NginxUpstream() {}

  static String text(String name, String method, List<Instance> instances) {
    StringBuilder text = new StringBuilder("upstream " + name + " {\n");
    int zone = 64 * (1 + instances.size() / SERVERS_IN_64K);
    text.append("    zone ").append(name).append(' ').append(zone).append("k;\n");
    if (!method.equals("round_robin")) {
      text.append("    ").append(method).append(";\n");
    }
    for (Instance instance : instances) {
      text.append(server(instance));
    }
    if (instances.isEmpty()) {
      text.append("    server 127.0.0.1:1 down;  # there is no instance, and nginx needs a line\n");
    }
    return text.append("}\n").toString();
  }

  /** One failure is not enough: in a small set, a bad moment of each would leave nobody. */
  private static String server(Instance instance) {
    return "    server "
        + instance.address()
        + (instance.weight() == 1 ? "" : " weight=" + instance.weight())
        + " max_fails=3 fail_timeout=1s"
        + (instance.backup() ? " backup" : "")
        + (instance.in() ? "" : " down")
        + ";  # "
        + UpstreamText.printable(instance.namespec())
        + "\n";
  }
}
