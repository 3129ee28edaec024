package io.jsupervisor.fleet;

import io.jsupervisor.daemon.cluster.LocalInstance;
import io.jsupervisor.daemon.cluster.PeerInstance;
import io.jsupervisor.daemon.core.Namespec;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What of this node the store has, and what it is to have. One thread; no I/O. */
final class Publication {
  /** Of a transaction, so that etcd takes it; what is to go may have keys of any length. */
  private static final int MOST_CHARS = 500_000;

  private final Map<String, String> published = new HashMap<>();
  private final Map<String, Long> revisions = new HashMap<>();
  private long lastWrite;

  /** The store has nothing of us that would stay. */
  void forget() {
    published.clear();
    revisions.clear();
    lastWrite = 0;
  }

  /** Keys that somebody wrote under our name before: they go, unless they are wanted. */
  void found(Collection<String> keys) {
    keys.forEach(key -> published.put(key, ""));
  }

  /**
   * What the store has of us now: what it lacks, and what somebody else has written, is written
   * again, and what we do not know goes.
   */
  void compare(Collection<Etcd.Entry> entries) {
    Map<String, Long> there = new HashMap<>();
    entries.forEach(entry -> there.put(entry.key(), entry.revision()));
    published.keySet().retainAll(there.keySet());
    revisions.keySet().retainAll(there.keySet());
    there.forEach(
        (key, revision) -> {
          if (revision(key) != revision) {
            published.put(key, "");
            revisions.remove(key);
          }
        });
  }

  /** How many keys the store has of us. */
  int size() {
    return published.size();
  }

  /** The revision at which the newest of them was written; 0 for none. */
  long newest() {
    return revisions.values().stream().mapToLong(Long::longValue).max().orElse(0);
  }

  /** The revision of our last write, also where something went. */
  long lastWrite() {
    return lastWrite;
  }

  /**
   * The writes that make the store have what is wanted, in its order, then what is to go; in
   * batches.
   */
  List<List<Etcd.Write>> batches(Map<String, String> wanted) {
    List<Etcd.Write> writes = new ArrayList<>();
    wanted.forEach(
        (key, value) -> {
          if (!value.equals(published.get(key))) {
            writes.add(new Etcd.Write(key, Optional.of(value)));
          }
        });
    for (String key : published.keySet()) {
      if (!wanted.containsKey(key)) {
        // First: whoever comes in place of another must not stand beside it.
        writes.addFirst(new Etcd.Write(key, Optional.empty()));
      }
    }
    List<List<Etcd.Write>> batches = new ArrayList<>();
    List<Etcd.Write> batch = new ArrayList<>();
    int chars = 0;
    for (Etcd.Write write : writes) {
      int more = write.key().length() + write.value().orElse("").length();
      if (batch.size() == Etcd.MOST_OPERATIONS || (!batch.isEmpty() && chars + more > MOST_CHARS)) {
        batches.add(List.copyOf(batch));
        batch.clear();
        chars = 0;
      }
      batch.add(write);
      chars += more;
    }
    if (!batch.isEmpty()) {
      batches.add(List.copyOf(batch));
    }
    return batches;
  }

  /** The store has taken these, at a revision. */
  void done(List<Etcd.Write> batch, long revision) {
    lastWrite = revision;
    for (Etcd.Write write : batch) {
      if (write.value().isPresent()) {
        published.put(write.key(), write.value().get());
        revisions.put(write.key(), revision);
      } else {
        published.remove(write.key());
        revisions.remove(write.key());
      }
    }
  }

  /** At which revision a key was written last; 0 for never. */
  long revision(String key) {
    return revisions.getOrDefault(key, 0L);
  }

  /**
   * The instances of this node as others are to see them.
   *
   * @param address of this machine
   * @param held who is being taken out of the proxies
   */
  static Map<Namespec, PeerInstance> instances(
      String node, String address, List<LocalInstance> local, Set<Namespec> held) {
    Map<Namespec, PeerInstance> all = new LinkedHashMap<>();
    for (LocalInstance instance : local) {
      String host = instance.port() == 0 ? "" : Addresses.reachable(instance.host(), address);
      all.put(
          instance.process(),
          new PeerInstance(
              node,
              instance.process(),
              instance.program(),
              instance.statename(),
              instance.ready(),
              held.contains(instance.process()),
              host,
              instance.port(),
              instance.protocol(),
              instance.weight(),
              instance.version(),
              instance.pid(),
              instance.start(),
              0));
    }
    return all;
  }
}
