package io.jsupervisor.daemon.proxy;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Brings the servers of a running HAProxy in step by its runtime API (management guide, section
 * 9.3). An instance's server is the one of its name, else the one at its address, else a free slot
 * of a {@code server-template}, which then gets its address. Pure.
 */
final class HaproxyRuntime {
  /** The answer to {@code show servers state}, version 1: which column is which. */
  private static final int NAME = 3;

  private static final int ADDRESS = 4;
  private static final int ADMIN_STATE = 6;
  private static final int USER_WEIGHT = 7;
  private static final int PORT = 18;

  /** Bits of the administrative state; 0x04 only tells that the file said {@code disabled}. */
  private static final int MAINTENANCE = 0x63;

  private static final int DRAIN = 0x18;

  /** A server as HAProxy has it. */
  record Server(String name, String address, int port, int weight, int admin) {
    boolean isIn() {
      return (admin & (MAINTENANCE | DRAIN)) == 0;
    }
  }

  /**
   * What to say to HAProxy, and what cannot be said.
   *
   * @param homeless instances that have no server, by name
   */
  record Plan(List<String> commands, List<String> homeless) {}

  private HaproxyRuntime() {}

  /** Reads the answer to {@code show servers state BACKEND}. */
  static List<Server> servers(String answer) {
    List<Server> servers = new ArrayList<>();
    for (String line : answer.lines().toList()) {
      String[] columns = line.strip().split(" ", -1);
      if (columns.length > PORT && !line.startsWith("#")) {
        servers.add(
            new Server(
                columns[NAME],
                columns[ADDRESS],
                Integer.parseInt(columns[PORT]),
                Integer.parseInt(columns[USER_WEIGHT]),
                Integer.parseInt(columns[ADMIN_STATE])));
      }
    }
    return servers;
  }

  static Plan plan(String backend, List<Server> servers, List<Instance> instances) {
    Map<Instance, Server> homes = new HashMap<>();
    List<Server> free = new ArrayList<>(servers);
    for (Instance instance : instances) {
      take(free, homes, instance, s -> s.name().equals(HaproxyBackend.server(instance)));
    }
    for (Instance instance : instances) {
      take(
          free,
          homes,
          instance,
          s -> s.address().equals(instance.host()) && s.port() == instance.port());
    }
    List<String> commands = new ArrayList<>();
    List<String> homeless = new ArrayList<>();
    for (Instance instance : instances) {
      if (!homes.containsKey(instance) && instance.in()) {
        take(free, homes, instance, s -> !s.isIn());
      }
      Server server = homes.get(instance);
      if (server != null) {
        step(commands, backend, server, instance);
      } else if (instance.in()) {
        homeless.add(instance.namespec());
      }
    }
    for (Server server : free) {
      if (server.isIn()) {
        commands.add("set server " + backend + "/" + server.name() + " state maint");
      }
    }
    return new Plan(commands, homeless);
  }

  private static void take(
      List<Server> free,
      Map<Instance, Server> homes,
      Instance instance,
      java.util.function.Predicate<Server> fits) {
    if (!homes.containsKey(instance)) {
      free.stream()
          .filter(fits)
          .findFirst()
          .ifPresent(
              server -> {
                free.remove(server);
                homes.put(instance, server);
              });
    }
  }

  private static void step(
      List<String> commands, String backend, Server server, Instance instance) {
    String set = "set server " + backend + "/" + server.name() + " ";
    if (!instance.in()) {
      if (server.isIn()) {
        commands.add(set + "state maint");
      }
      return;
    }
    if (!server.address().equals(instance.host()) || server.port() != instance.port()) {
      commands.add(set + "addr " + instance.host() + " port " + instance.port());
    }
    if (server.weight() != instance.weight()) {
      commands.add(set + "weight " + instance.weight());
    }
    if (!server.isIn()) {
      commands.add(set + "state ready");
    }
  }
}
