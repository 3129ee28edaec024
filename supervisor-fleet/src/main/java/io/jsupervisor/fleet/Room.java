package io.jsupervisor.fleet;

import io.jsupervisor.daemon.cluster.PeerInstance;
import io.jsupervisor.fleet.Records.NodeRecord;
import io.jsupervisor.fleet.Records.ProxiesRecord;
import java.util.function.Consumer;

/**
 * How much is kept of what others write into the store: as many things as a listing has keys at
 * most, where one with long texts counts as several. One thread at a time.
 */
final class Room {
  private static final int MOST = Lister.MOST_KEYS;

  /** Characters of a thing; ours have some 150. */
  private static final int CHARS = 512;

  /** Short names of programs that are as large as an instance. */
  private static final int NAMES = 8;

  private final Consumer<String> warn;
  private int taken;
  private boolean told;

  /**
   * @param warn is told once that something is left out
   */
  Room(Consumer<String> warn) {
    this.warn = warn;
  }

  /** Begins to count anew. */
  void clear() {
    taken = 0;
  }

  /** Counts what is there already. */
  void add(int size) {
    taken += size;
  }

  /** Whether so much more has its place, which is taken then; what is smaller has it always. */
  boolean take(int more) {
    if (more > 0 && taken + more > MOST) {
      tell("the fleet has more than " + MOST + " nodes and instances");
      return false;
    }
    taken += more;
    return true;
  }

  /** Whether a node that has so many instances may have another. */
  boolean isFor(String node, int instances) {
    boolean there = instances < Lister.MOST_KEYS_OF_A_NODE;
    if (!there) {
      tell("node \"" + node + "\" has more than " + Lister.MOST_KEYS_OF_A_NODE + " instances");
    }
    return there;
  }

  private void tell(String what) {
    if (!told) {
      told = true;
      warn.accept(what + ": the others are left out (cure: see who writes into the store)");
    }
  }

  static int size(PeerInstance instance) {
    int chars =
        instance.process().group().length()
            + instance.process().name().length()
            + instance.program().length()
            + instance.host().length()
            + instance.version().length();
    return 1 + chars / CHARS;
  }

  static int size(NodeRecord record) {
    return (record.node().address().length()
            + record.node().api().length()
            + record.node().version().length())
        / CHARS;
  }

  static int size(ProxiesRecord proxies) {
    int chars = proxies.programs().stream().mapToInt(String::length).sum();
    return proxies.programs().size() / NAMES + chars / CHARS;
  }
}
