package io.jsupervisor.daemon.config;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;

/**
 * The sections that the daemon acts on when it starts and no update applies: its servers, its RPC
 * interfaces and its fleet.
 */
public final class DaemonWide {
  private DaemonWide() {}

  /** The names of those that another reading of the files has otherwise, sorted. */
  public static List<String> changed(Configuration running, Configuration read) {
    Map<String, Object> before = sections(running);
    Map<String, Object> after = sections(read);
    TreeSet<String> names = new TreeSet<>(before.keySet());
    names.addAll(after.keySet());
    names.removeIf(name -> Objects.equals(before.get(name), after.get(name)));
    return List.copyOf(names);
  }

  private static Map<String, Object> sections(Configuration configuration) {
    Map<String, Object> all = new HashMap<>();
    configuration.servers().forEach(server -> all.put(server.section(), server));
    configuration.rpcInterfaces().forEach(rpc -> all.put("rpcinterface:" + rpc.name(), rpc));
    configuration.extensions().stream()
        .filter(section -> section.kind().equals("fleet"))
        .forEach(section -> all.put(section.section(), section.options()));
    return all;
  }
}
