package io.jsupervisor.daemon.proxy;

import java.util.List;

/** The balancer of Apache's mod_proxy_balancer; the site says {@code ProxyPass / balancer://x/}. */
final class ApacheBalancer {
  private ApacheBalancer() {}

  static String text(String name, String method, List<Instance> instances) {
    StringBuilder text = new StringBuilder("<Proxy \"balancer://" + name + "\">\n");
    for (Instance instance : instances) {
      text.append("    # ").append(UpstreamText.printable(instance.namespec())).append('\n');
      text.append(member(instance));
    }
    String balanced = method.equals("least_conn") ? "bybusyness" : "byrequests";
    return text.append("    ProxySet lbmethod=").append(balanced).append("\n</Proxy>\n").toString();
  }

  /**
   * Connections to HTTP servers are not kept: uWSGI's router breaks on it, and a server that is
   * being stopped may close one just as Apache uses it again.
   */
  private static String member(Instance instance) {
    boolean http = scheme(instance).equals("http");
    return "    BalancerMember \""
        + scheme(instance)
        + "://"
        + instance.address()
        + "\" retry=1"
        + (instance.weight() == 1 ? "" : " loadfactor=" + instance.weight())
        + (http ? " disablereuse=On" : "")
        + status(instance)
        + "\n";
  }

  /** D: disabled. H: a hot standby. */
  private static String status(Instance instance) {
    String set = (instance.in() ? "" : "D") + (instance.backup() ? "H" : "");
    return set.isEmpty() ? "" : " status=+" + set;
  }

  private static String scheme(Instance instance) {
    return switch (instance.protocol()) {
      case "uwsgi" -> "uwsgi";
      case "fastcgi" -> "fcgi";
      case "scgi" -> "scgi";
      default -> "http";
    };
  }
}
