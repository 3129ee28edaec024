package io.jsupervisor.it;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Network namespaces that stand for machines, all on one switch that is in a namespace of its own:
 * the machine's own network has no part in it. Whoever is unplugged sends and gets nothing, and no
 * connection is told.
 */
final class NetUnderTest implements AutoCloseable {
  private static final String SUBNET = "10.77.0.";

  private final String id = "jsv" + ProcessHandle.current().pid();
  private final String hub = id + "hub";
  private final List<String> names = new ArrayList<>();

  private NetUnderTest() {}

  /** Whether this user may make network namespaces and bridges here. */
  static boolean isPossible() {
    if (!Files.isExecutable(Path.of("/usr/sbin/ip"))) {
      return false;
    }
    try (NetUnderTest net = new NetUnderTest()) {
      return net.begin();
    }
  }

  static NetUnderTest start() {
    NetUnderTest net = new NetUnderTest();
    if (!net.begin()) {
      net.close();
      throw new AssertionError("no network namespaces here");
    }
    return net;
  }

  private boolean begin() {
    return ip("netns", "add", hub)
        && ip("-n", hub, "link", "set", "lo", "up")
        && ip("-n", hub, "link", "add", "br0", "type", "bridge")
        && ip("-n", hub, "link", "set", "br0", "up");
  }

  /** One more machine, plugged in. */
  Place add(String name) {
    String space = id + name;
    String port = port(name);
    names.add(name);
    String address = SUBNET + names.size();
    boolean made =
        ip("netns", "add", space)
            && ip("-n", space, "link", "set", "lo", "up")
            && ip(
                "-n", space, "link", "add", "eth0", "type", "veth", "peer", "name", port, "netns",
                hub)
            && ip("-n", hub, "link", "set", port, "master", "br0", "up")
            && ip("-n", space, "addr", "add", address + "/24", "dev", "eth0")
            && ip("-n", space, "link", "set", "eth0", "up");
    if (!made) {
      throw new AssertionError("cannot make the network namespace " + space);
    }
    return new Place(address, List.of("/usr/bin/nsenter", "--net=/run/netns/" + space, "--"));
  }

  private static String port(String name) {
    return "p" + name;
  }

  /** Takes its cable out of the switch. */
  void unplug(String name) {
    must("-n", hub, "link", "set", port(name), "nomaster");
  }

  void plug(String name) {
    must("-n", hub, "link", "set", port(name), "master", "br0");
  }

  private static void must(String... words) {
    if (!ip(words)) {
      throw new AssertionError("ip " + String.join(" ", words));
    }
  }

  private static boolean ip(String... words) {
    List<String> command = new ArrayList<>(List.of("/usr/sbin/ip"));
    command.addAll(List.of(words));
    return Output.of(Tree.ENVIRONMENT, Path.of("/"), command).code() == 0;
  }

  @Override
  public void close() {
    for (String name : names) {
      boolean ignored = ip("netns", "del", id + name);
    }
    boolean ignored = ip("netns", "del", hub);
  }
}
