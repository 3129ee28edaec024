package io.jsupervisor.daemon.proxy;

import java.util.List;

/** The {@code backend} of HAProxy, for a file of its own beside the main one ({@code -f}). */
final class HaproxyBackend {
  private HaproxyBackend() {}

  static String text(String name, String method, List<Instance> instances) {
    boolean fastcgi = instances.stream().anyMatch(i -> i.protocol().equals("fastcgi"));
    boolean tcp = instances.stream().anyMatch(i -> i.protocol().equals("tcp"));
    StringBuilder text = new StringBuilder("backend " + name + "\n");
    text.append("    mode ").append(tcp ? "tcp" : "http").append('\n');
    text.append("    balance ").append(balance(method)).append('\n');
    text.append("    option redispatch 1\n    retries 3\n");
    if (instances.stream().anyMatch(Instance::backup)) {
      text.append("    option allbackups\n");
    }
    if (fastcgi) {
      text.append("    use-fcgi-app ").append(name).append("  # the main file has its docroot\n");
    }
    for (Instance instance : instances) {
      text.append("    server ").append(server(instance)).append(' ').append(instance.address());
      text.append(instance.weight() == 1 ? "" : " weight " + instance.weight());
      text.append(instance.backup() ? " backup" : "");
      text.append(fastcgi ? " proto fcgi" : "").append(instance.in() ? "" : " disabled");
      text.append('\n');
    }
    return text.toString();
  }

  /** The name of an instance's server. Processes of two groups may share a name. */
  static String server(Instance instance) {
    String here =
        instance.group().equals(instance.name())
            ? instance.name()
            : instance.group() + "." + instance.name();
    return UpstreamText.identifier(instance.node().isEmpty() ? here : instance.node() + "." + here);
  }

  private static String balance(String method) {
    return switch (method) {
      case "least_conn" -> "leastconn";
      case "ip_hash" -> "source";
      case "random" -> "random";
      default -> "roundrobin";
    };
  }
}
