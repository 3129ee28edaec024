package io.jsupervisor.fleet;

import io.jsupervisor.daemon.cluster.PeerInstance;
import io.jsupervisor.daemon.cluster.PeerNode;
import io.jsupervisor.daemon.core.Namespec;
import io.jsupervisor.daemon.core.Ticks;
import io.jsupervisor.fleet.Records.NodeRecord;
import io.jsupervisor.fleet.Records.ProxiesRecord;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * What is known of all nodes: a listing, and the changes since. Whose lease has ended by the time
 * the store is back from a long absence, or soon after, may just not have come back yet, and stays
 * for his {@code ttl} and a second. Pure but for what it holds; any thread.
 */
final class KnownNodes {
  private static final long GRACE_SECONDS = 1;

  /** Half of the shortest ttl. */
  private static final long LEAST_AWAY_MILLIS = 1000;

  private static final long NANOS_PER_MILLI = 1_000_000;

  private final Keys keys;
  private final Consumer<String> complain;
  private final Room room;
  private final Map<String, Known> nodes = new TreeMap<>();
  private long revision;
  private long version;
  private boolean known;
  private String own = "";
  private long touched;

  /** When the store came back last, and how long it had been away. */
  private Ticks back = new Ticks(0);

  private long awayMillis;

  /** All of one node; it counts once it has a record. */
  private static final class Known {
    Optional<NodeRecord> record = Optional.empty();
    long recordRevision;
    ProxiesRecord proxies = ProxiesRecord.NONE;
    final Map<Namespec, PeerInstance> instances = new TreeMap<>();
    Ticks missingUntil = Ticks.NEVER;
    long missingSince;

    int size() {
      return 1
          + record.map(Room::size).orElse(0)
          + Room.size(proxies)
          + instances.values().stream().mapToInt(Room::size).sum();
    }

    boolean isMissing() {
      return !missingUntil.equals(Ticks.NEVER);
    }
  }

  /**
   * @param complain takes the key of a record that cannot be used
   * @param warn takes a sentence, when there is more than has its place
   */
  KnownNodes(Keys keys, Consumer<String> complain, Consumer<String> warn) {
    this.keys = keys;
    this.complain = complain;
    this.room = new Room(warn);
  }

  /**
   * What is known, for a view.
   *
   * @param proxies by the name of the node
   */
  record Seen(
      boolean known,
      long revision,
      List<PeerNode> nodes,
      List<PeerInstance> instances,
      Map<String, ProxiesRecord> proxies) {
    Seen {
      nodes = List.copyOf(nodes);
      instances = List.copyOf(instances);
      proxies = Map.copyOf(proxies);
    }
  }

  /** Keys with this prefix are looked at for {@link #touched}. */
  synchronized void watchOwn(String prefix) {
    own = prefix;
  }

  /** The revision of the newest change of these keys that was told; 0 for none. */
  synchronized long touched() {
    return touched;
  }

  private void touch(String key, long at) {
    if (!own.isEmpty() && key.startsWith(own)) {
      touched = Math.max(touched, at);
    }
  }

  /** Notes of an earlier run, unless something is known already. */
  synchronized void remember(List<Etcd.Entry> entries) {
    version++;
    if (!known) {
      measure();
      entries.forEach(entry -> put(entry.key(), entry.value(), 0));
      known = !entries.isEmpty();
    }
  }

  /**
   * All that the store has now.
   *
   * @param away milliseconds for which nothing was heard of the store before
   */
  synchronized void reset(Etcd.Listing listing, Ticks now, long away) {
    version++;
    Map<String, Known> before = new HashMap<>(nodes);
    boolean first = !known;
    away(now, away);
    nodes.clear();
    measure();
    touched = 0;
    for (Etcd.Entry entry : listing.entries()) {
      put(entry.key(), entry.value(), entry.revision());
      touch(entry.key(), entry.revision());
    }
    revision = listing.revision();
    known = true;
    if (first) {
      return;
    }
    before.forEach(
        (name, was) -> {
          Known is = nodes.get(name);
          boolean there = is != null && is.record.isPresent();
          boolean stays = was.record.isPresent() && (was.isMissing() || mayComeBack(was, now));
          if (!there && stays && room.take(was.size())) {
            miss(was, revision);
            nodes.put(name, was);
          }
        });
  }

  /**
   * The store is there, as in {@link #reset}, and has nothing to tell but the changes since {@link
   * #revision}.
   */
  synchronized void away(Ticks now, long away) {
    if (away > LEAST_AWAY_MILLIS) {
      // An absence is an excuse for as long again, whatever short ones follow.
      boolean counts = now.since(back) / NANOS_PER_MILLI < awayMillis;
      awayMillis = counts ? Math.max(away, awayMillis) : away;
      back = now;
    }
  }

  /**
   * A lease that is kept has two thirds of its time left at least: before half of it, no excuse.
   */
  private boolean mayComeBack(Known node, Ticks now) {
    return awayMillis > ttl(node) * 1000 / 2 && !now.reached(graceEnd(node));
  }

  private Ticks graceEnd(Known node) {
    return back.plusSeconds(ttl(node) + GRACE_SECONDS);
  }

  /** What it has by this revision is gone when it comes back, unless it writes it again. */
  private void miss(Known node, long since) {
    if (!node.isMissing()) {
      node.missingUntil = graceEnd(node);
      node.missingSince = since;
    }
  }

  /** The shortest ttl of all nodes, in seconds; the longest there may be when none is known. */
  synchronized long leastTtl() {
    return nodes.values().stream()
        .filter(node -> node.record.isPresent())
        .mapToLong(KnownNodes::ttl)
        .min()
        .orElse(Records.MOST_TTL);
  }

  private static long ttl(Known node) {
    return node.record.map(record -> record.node().ttl()).orElse(0L);
  }

  /** What has happened since; a lease that ends takes all keys of its node in one go. */
  synchronized void apply(Etcd.Changes changes, Ticks now) {
    version++;
    measure();
    for (Etcd.Change change : changes.changes()) {
      boolean ended = change.value().isEmpty();
      if (ended && keys.parse(change.key()).orElse(null) instanceof Keys.Key.Node(String name)) {
        Known node = nodes.get(name);
        if (node != null && node.record.isPresent() && mayComeBack(node, now)) {
          miss(node, change.revision());
        }
      }
    }
    for (Etcd.Change change : changes.changes()) {
      if (change.value().isPresent()) {
        put(change.key(), change.value().get(), change.revision());
      } else {
        remove(change.key());
      }
      touch(change.key(), change.revision());
      revision = Math.max(revision, change.revision() - (changes.isPart() ? 1 : 0));
    }
  }

  private void measure() {
    room.clear();
    nodes.values().forEach(node -> room.add(node.size()));
  }

  /** A node that may be new; empty when it has no room. */
  private Optional<Known> node(String name) {
    if (!nodes.containsKey(name) && room.take(1)) {
      nodes.put(name, new Known());
    }
    return Optional.ofNullable(nodes.get(name));
  }

  private void put(String key, String value, long at) {
    switch (keys.parse(key).orElse(null)) {
      case Keys.Key.Node(String name) ->
          node(name).ifPresent(node -> putRecord(key, name, node, value, at));
      case Keys.Key.Proxies(String name) ->
          node(name).ifPresent(node -> putProxies(node, Records.proxies(value)));
      case Keys.Key.Instance(String name, Namespec process) -> {
        Optional<PeerInstance> instance = Records.instance(name, process, value, at);
        if (instance.isEmpty()) {
          complain.accept(key);
        }
        node(name).ifPresent(node -> putInstance(node, process, instance));
      }
      case null -> complain.accept(key);
    }
  }

  private void putRecord(String key, String name, Known node, String value, long at) {
    Optional<NodeRecord> record = Records.node(name, value);
    int more = record.map(Room::size).orElse(0) - node.record.map(Room::size).orElse(0);
    node.record = record.filter(fits -> room.take(more));
    node.recordRevision = at;
    if (record.isEmpty()) {
      complain.accept(key);
    } else if (record.get().left()) {
      nodes.remove(name); // its keys follow
    } else if (node.isMissing()) {
      // It writes its record last: what did not come before is gone.
      long since = node.missingSince;
      node.instances.values().removeIf(instance -> instance.revision() <= since);
      node.missingUntil = Ticks.NEVER;
    }
  }

  private void putProxies(Known node, ProxiesRecord proxies) {
    boolean fits = room.take(Room.size(proxies) - Room.size(node.proxies));
    node.proxies = fits ? proxies : ProxiesRecord.NONE;
  }

  private void putInstance(Known node, Namespec process, Optional<PeerInstance> instance) {
    PeerInstance before = node.instances.remove(process);
    int more = instance.map(Room::size).orElse(0) - (before == null ? 0 : Room.size(before));
    instance
        .filter(is -> room.isFor(is.node(), node.instances.size()) && room.take(more))
        .ifPresent(is -> node.instances.put(process, is));
  }

  private void remove(String key) {
    Keys.Key parsed = keys.parse(key).orElse(null);
    String name =
        switch (parsed) {
          case Keys.Key.Node node -> node.node();
          case Keys.Key.Proxies proxies -> proxies.node();
          case Keys.Key.Instance instance -> instance.node();
          case null -> "";
        };
    Known node = nodes.get(name);
    if (node == null || node.isMissing()) {
      return;
    }
    switch (parsed) {
      case Keys.Key.Node ignored -> node.record = Optional.empty();
      case Keys.Key.Proxies ignored -> node.proxies = ProxiesRecord.NONE;
      case Keys.Key.Instance instance -> node.instances.remove(instance.process());
      case null -> {}
    }
    if (node.record.isEmpty() && node.instances.isEmpty()) {
      nodes.remove(name);
    }
  }

  /** Lets go of those who did not come back in time; true when there were any. */
  synchronized boolean expire(Ticks now) {
    boolean gone = nodes.values().removeIf(n -> n.isMissing() && now.reached(n.missingUntil));
    version += gone ? 1 : 0;
    return gone;
  }

  /** Of the store, up to which everything is known. */
  synchronized long revision() {
    return revision;
  }

  /** Another number each time when {@link #seen} may be different. */
  synchronized long version() {
    return version;
  }

  /** When {@link #expire} has something to do; never when nobody is missing. */
  synchronized Ticks nextExpiry() {
    return nodes.values().stream()
        .map(node -> node.missingUntil)
        .min(Ticks::compareTo)
        .orElse(Ticks.NEVER);
  }

  /** The daemon that has a node's name now, and since which revision; empty for none. */
  synchronized Optional<Claim> claim(String name) {
    Known node = nodes.get(name);
    return node == null || node.isMissing()
        ? Optional.empty()
        : node.record.map(record -> new Claim(record.incarnation(), node.recordRevision));
  }

  /** Who has a name. */
  record Claim(String incarnation, long revision) {}

  /**
   * As of now.
   *
   * @param connected else everybody is stale
   */
  synchronized Seen seen(boolean connected) {
    List<PeerNode> all = new ArrayList<>();
    List<PeerInstance> instances = new ArrayList<>();
    Map<String, ProxiesRecord> proxies = new HashMap<>();
    nodes.forEach(
        (name, node) -> {
          if (node.record.isPresent()) {
            PeerNode is = node.record.get().node();
            all.add(
                new PeerNode(
                    name,
                    is.address(),
                    is.api(),
                    is.version(),
                    is.pid(),
                    is.started(),
                    is.ttl(),
                    node.proxies.programs(),
                    !connected || node.isMissing()));
            instances.addAll(node.instances.values());
            proxies.put(name, node.proxies);
          }
        });
    return new Seen(known, revision, all, instances, proxies);
  }

  /** Everything as keys and values, for the notes. */
  synchronized Map<String, String> written() {
    Map<String, String> all = new TreeMap<>();
    nodes.forEach(
        (name, node) ->
            node.record.ifPresent(
                record -> {
                  all.put(keys.node(name), Records.write(record));
                  node.instances.forEach(
                      (process, instance) ->
                          all.put(keys.instance(name, process), Records.write(instance)));
                }));
    return all;
  }
}
