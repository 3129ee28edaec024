package io.jsupervisor.fleet;

import io.jsupervisor.daemon.cluster.ClusterView;
import io.jsupervisor.daemon.cluster.FleetMaker.Surroundings;
import io.jsupervisor.daemon.cluster.FleetMember;
import io.jsupervisor.daemon.cluster.LocalInstance;
import io.jsupervisor.daemon.cluster.LocalSide;
import io.jsupervisor.daemon.cluster.PeerInstance;
import io.jsupervisor.daemon.cluster.PeerNode;
import io.jsupervisor.daemon.config.FleetSpec;
import io.jsupervisor.daemon.core.Namespec;
import io.jsupervisor.daemon.log.DaemonLog;
import io.jsupervisor.fleet.Records.NodeRecord;
import io.jsupervisor.fleet.Records.ProxiesRecord;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;

/** This daemon in its fleet: between the core, which never waits, and the two threads that do. */
final class EtcdMember implements FleetMember, Keeper.Wanted {
  private static final long LEAVE_MILLIS = 2_000;
  private static final int MOST_COMPLAINTS = 20;

  private final FleetSpec spec;
  private final Surroundings surroundings;
  private final DaemonLog log;
  private final String incarnation;
  private final long started;
  private final Keys keys;
  private final EtcdHttp http;
  private final KnownNodes known;
  private final Departures departures;
  private final Link link;
  private final Watcher watcher;
  private final Keeper keeper;
  private final Thread keeping;
  private final Thread watching;
  private final Set<String> complained = ConcurrentHashMap.newKeySet();
  private final Set<String> unreachable = new HashSet<>();
  private boolean toldOneMachine;
  private volatile LocalSide local;
  private volatile String address = "";
  private volatile Map<Namespec, Long> held = Map.of();
  private volatile Set<String> proxied = Set.of();
  private final AtomicReference<Applied> applied = new AtomicReference<>(new Applied(0));
  private volatile Keeper.Ours ours = Keeper.Ours.NONE;
  private volatile ClusterView view;
  private volatile Map<Namespec, Departures.Answer> answers = Map.of();

  private Shown shownLast = new Shown(-1, -1, Keeper.Ours.NONE, Map.of());

  /** Up to where our proxies act; the same object as long as the store is the same. */
  private static final class Applied {
    final long revision;

    Applied(long revision) {
      this.revision = revision;
    }
  }

  /** What the view and the answers come from; time, too, while somebody is held. */
  private record Shown(long known, long link, Keeper.Ours ours, Map<Namespec, Long> held) {}

  /**
   * @param http closed with this
   */
  EtcdMember(FleetSpec spec, Surroundings surroundings, EtcdHttp http) {
    this.spec = spec;
    this.surroundings = surroundings;
    this.log = surroundings.log();
    byte[] random = new byte[8];
    new SecureRandom().nextBytes(random);
    this.incarnation = HexFormat.of().formatHex(random);
    this.started = surroundings.clock().wall().getEpochSecond();
    this.keys = new Keys(spec.cluster());
    this.http = http;
    Etcd etcd = new Etcd(http);
    this.known = new KnownNodes(keys, this::complain, full -> log.warn("[fleet] " + full));
    this.departures = new Departures(spec.node(), log::warn);
    this.link = new Link(surroundings.clock(), log);
    Notes notes = new Notes(surroundings.state(), spec.cluster(), spec.node());
    this.watcher =
        new Watcher(
            etcd,
            http,
            keys,
            known,
            notes,
            link,
            spec.ttlSecs(),
            surroundings.clock(),
            log,
            this::heard);
    this.keeper =
        new Keeper(
            etcd,
            keys,
            spec.node(),
            incarnation,
            spec.ttlSecs(),
            known,
            notes,
            departures,
            watcher,
            link,
            surroundings.clock(),
            log,
            this);
    http.onSilence(watcher::restartIfAt);
    this.watching = Thread.ofPlatform().name("fleet-watch").daemon().unstarted(watcher);
    this.keeping = Thread.ofPlatform().name("fleet-keep").daemon().unstarted(this::keep);
    this.view = view(known.seen(false));
  }

  private void complain(String key) {
    if (complained.size() < MOST_COMPLAINTS && complained.add(key)) {
      log.warn("[fleet] the store's " + printable(key) + " is not ours to read; it is left out");
    }
  }

  private static String printable(String key) {
    String shown = key.replaceAll("[^\\x20-\\x7e]", "?");
    return shown.length() > 200 ? shown.substring(0, 200) + "…" : shown;
  }

  @Override
  public void begin(LocalSide side) {
    local = side;
    keeping.start();
  }

  /** Names are resolved first, which may take its time: on this thread, nobody waits. */
  private void keep() {
    findAddress();
    watching.start();
    keeper.run();
  }

  private void findAddress() {
    if (!address.isEmpty()) {
      return;
    }
    try {
      address =
          spec.address().isPresent()
              ? spec.address().get()
              : Addresses.own(spec.endpoints(), Addresses::towards);
    } catch (IOException unknown) {
      complain("address (" + unknown + ")");
    }
  }

  private void heard() {
    refresh();
    keeper.wake();
  }

  @Override
  public boolean present() {
    return true;
  }

  @Override
  public ClusterView view() {
    return view;
  }

  @Override
  public void changed(Map<Namespec, Long> nowHeld, Set<String> nowProxied) {
    boolean waits = !nowHeld.equals(held);
    held = nowHeld;
    proxied = Set.copyOf(nowProxied);
    keeper.changed(waits);
  }

  @Override
  public Asked asked(Namespec process, long number) {
    Departures.Answer answer = answers.get(process);
    return answer != null && answer.number() == number ? answer.asked() : Asked.STILL;
  }

  @Override
  public void applied(long revision) {
    Applied before = applied.get();
    // A revision that the store does not have yet is of another one, before it was restored; whose
    // view is replaced first, and this next, so that what was read before is not put back.
    // A change of which only a part has come is in the view one revision before its own.
    boolean news = revision > before.revision && revision <= view.revision() + 1;
    if (news && applied.compareAndSet(before, new Applied(revision))) {
      keeper.changed(true);
    }
  }

  @Override
  public boolean isRunning() {
    return local.isRunning();
  }

  @Override
  public boolean isAnybodyHeld() {
    return !held.isEmpty();
  }

  @Override
  public Keeper.Ours ours() {
    findAddress();
    Map<Namespec, Long> leaving = held; // before the processes: a hold that is told is in them
    List<LocalInstance> instances = local.instances();
    instances.forEach(this::tellUnreachable);
    ours =
        new Keeper.Ours(
            Publication.instances(spec.node(), address, instances, leaving.keySet()), leaving);
    return ours;
  }

  private void tellUnreachable(LocalInstance instance) {
    boolean alone =
        instance.port() > 0
            && !address.isEmpty()
            && Addresses.reachable(instance.host(), address).isEmpty();
    if (alone && unreachable.add(instance.program())) {
      log.info(
          "[fleet] [program:"
              + instance.program()
              + "] listens on "
              + instance.host()
              + ": other machines see it and cannot connect to it (cure, if they should: host="
              + address
              + ")");
    }
    boolean alsoOthers = instance.port() > 0 && !Hosts.isLoopback(Hosts.bare(instance.host()));
    if (alsoOthers && spec.address().isEmpty() && Hosts.isLoopback(address) && !toldOneMachine) {
      toldOneMachine = true;
      log.info(
          "[fleet] every one of endpoints= is on this machine, so all nodes are taken to be on it,"
              + " and its address to be "
              + address
              + " (cure, where there are other machines: address= where they reach this one)");
    }
  }

  @Override
  public Map<String, String> keys(Keeper.Ours now) {
    Map<String, String> all = new LinkedHashMap<>();
    now.instances()
        .forEach(
            (process, instance) ->
                all.put(keys.instance(spec.node(), process), Records.write(instance)));
    Set<String> programs = new TreeSet<>(proxied);
    if (!programs.isEmpty()) {
      all.put(
          keys.proxies(spec.node()),
          Records.write(new ProxiesRecord(List.copyOf(programs), applied.get().revision)));
    }
    all.put(keys.node(spec.node()), Records.write(own(false)));
    return all;
  }

  @Override
  public String farewell() {
    return Records.write(own(true));
  }

  private NodeRecord own(boolean left) {
    String api =
        surroundings
            .server()
            .map(
                server -> {
                  String host = Addresses.reachable(server.host(), address);
                  return host.isEmpty() ? "" : "http://" + Addresses.joined(host, server.port());
                })
            .orElse("");
    return new NodeRecord(
        new PeerNode(
            spec.node(),
            address,
            api,
            surroundings.version(),
            surroundings.pid(),
            started,
            spec.ttlSecs(),
            List.of(),
            false),
        incarnation,
        left);
  }

  @Override
  public synchronized void refresh() {
    // A view of a thousand instances is not made for nothing, hundreds of times.
    Shown basis = new Shown(known.version(), link.version(), ours, held);
    if (basis.equals(shownLast) && held.isEmpty()) {
      return;
    }
    shownLast = basis;
    KnownNodes.Seen seen = known.seen(link.isConnected());
    ClusterView shown = view(seen);
    Map<Namespec, String> programs = new HashMap<>();
    Keeper.Ours now = ours;
    now.instances().forEach((process, instance) -> programs.put(process, instance.program()));
    Map<Namespec, Departures.Answer> told =
        departures.answers(held, programs, seen, link.isWriting(), surroundings.clock().ticks());
    boolean news = !shown.equals(view) || !told.equals(answers);
    boolean restored = shown.revision() < view.revision();
    view = shown;
    if (restored) {
      applied.set(new Applied(0));
      keeper.restored();
    }
    answers = told;
    if (news) {
      local.viewChanged();
    }
  }

  private ClusterView view(KnownNodes.Seen seen) {
    return new ClusterView(
        spec.cluster(),
        spec.node(),
        seen.known(),
        link.isConnected(),
        link.since(),
        link.problem(),
        seen.revision(),
        seen.nodes(),
        seen.instances().stream().map(this::seenFromHere).toList());
  }

  /** A loopback address means another machine's only where all are one machine. */
  private PeerInstance seenFromHere(PeerInstance instance) {
    boolean misleading =
        Hosts.isLoopback(instance.host())
            && !instance.node().equals(spec.node())
            && !Hosts.isLoopback(address);
    return misleading
        ? new PeerInstance(
            instance.node(),
            instance.process(),
            instance.program(),
            instance.statename(),
            instance.ready(),
            instance.leaving(),
            "",
            instance.port(),
            instance.protocol(),
            instance.weight(),
            instance.version(),
            instance.pid(),
            instance.start(),
            instance.revision())
        : instance;
  }

  @Override
  public void close() {
    keeper.close();
    try {
      if (keeping.isAlive() && !keeping.join(java.time.Duration.ofMillis(LEAVE_MILLIS))) {
        keeping.interrupt();
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
    watcher.close();
    http.close();
  }
}
