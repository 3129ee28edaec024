package io.jsupervisor.fleet;

import io.jsupervisor.daemon.core.Namespec;
import java.util.Optional;

/**
 * The names of keys in the store. Everything that a node writes is below one prefix, so that a role
 * of etcd can be held to it. Pure.
 */
final class Keys {
  /** Characters; ours have some 700 at most. */
  static final int LONGEST = 1024;

  private static final String ROOT = "/jsupervisor/v1/";
  private static final String NODES = "/nodes/";
  private static final String NODE = "node";
  private static final String PROXIES = "proxies";
  private static final String INSTANCES = "instances/";

  private final String all;

  Keys(String cluster) {
    this.all = ROOT + cluster + NODES;
  }

  /** What a key is about. */
  sealed interface Key {
    /** The machine itself. */
    record Node(String node) implements Key {}

    /** What its proxies send requests to. */
    record Proxies(String node) implements Key {}

    /** One of its processes. */
    record Instance(String node, Namespec process) implements Key {}
  }

  /** In front of everything of all nodes. */
  String all() {
    return all;
  }

  /** In front of everything of one node. */
  String of(String node) {
    return all + node + "/";
  }

  String node(String node) {
    return of(node) + NODE;
  }

  String proxies(String node) {
    return of(node) + PROXIES;
  }

  String instance(String node, Namespec process) {
    return of(node) + INSTANCES + process.qualified();
  }

  /** What a key is about; empty for one that is none of ours. */
  Optional<Key> parse(String key) {
    if (!key.startsWith(all)) {
      return Optional.empty();
    }
    String rest = key.substring(all.length());
    int slash = rest.indexOf('/');
    if (slash < 1 || !Records.isName(rest.substring(0, slash))) {
      return Optional.empty();
    }
    String node = rest.substring(0, slash);
    String what = rest.substring(slash + 1);
    if (what.equals(NODE)) {
      return Optional.of(new Key.Node(node));
    }
    if (what.equals(PROXIES)) {
      return Optional.of(new Key.Proxies(node));
    }
    int colon = what.indexOf(':');
    if (!what.startsWith(INSTANCES) || colon <= INSTANCES.length() || colon == what.length() - 1) {
      return Optional.empty();
    }
    Namespec process =
        new Namespec(what.substring(INSTANCES.length(), colon), what.substring(colon + 1));
    boolean good = Records.isText(process.group()) && Records.isText(process.name());
    return good ? Optional.of(new Key.Instance(node, process)) : Optional.empty();
  }

  /** The end of the range of keys that begin with a prefix: its last byte plus one. */
  static String end(String prefix) {
    int last = prefix.length() - 1;
    return prefix.substring(0, last) + (char) (prefix.charAt(last) + 1);
  }
}
