package io.jsupervisor.daemon.fleet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jsupervisor.daemon.cluster.ClusterView;
import io.jsupervisor.daemon.cluster.PeerInstance;
import io.jsupervisor.daemon.cluster.Peers;
import io.jsupervisor.daemon.config.GroupSpec;
import io.jsupervisor.daemon.config.UpstreamSpec;
import io.jsupervisor.daemon.core.Autorestart;
import io.jsupervisor.daemon.core.Extensions;
import io.jsupervisor.daemon.core.Namespec;
import io.jsupervisor.daemon.core.Pid;
import io.jsupervisor.daemon.core.ProcessEvent;
import io.jsupervisor.daemon.core.ProcessSpec;
import io.jsupervisor.daemon.core.ProcessState;
import io.jsupervisor.daemon.core.Serving;
import io.jsupervisor.daemon.core.Specs;
import io.jsupervisor.daemon.core.StateChange;
import io.jsupervisor.daemon.core.Ticks;
import io.jsupervisor.daemon.log.DaemonLog;
import io.jsupervisor.daemon.proxy.Instance;
import io.jsupervisor.daemon.proxy.ProxyHost;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The proxies kept in step, on a clock of the test and a machine in memory. */
class UpstreamsTest {
  private static final long MILLI = 1_000_000L;
  private static final String FILE = "/etc/app.conf";

  private final Timers timers = new Timers();
  private final Deque<Runnable> posted = new ArrayDeque<>();
  private final Deque<Runnable> published = new ArrayDeque<>();
  private final Map<String, String> files = new HashMap<>();
  private final Map<Integer, Integer> connections = new HashMap<>();
  private final List<String> ran = new ArrayList<>();
  private final List<String> logged = new ArrayList<>();
  private final List<String> told = new ArrayList<>();
  private final Registry registry = new Registry();
  private long now;
  private boolean running = true;
  private boolean testFails;
  private boolean reloadFails;
  private boolean unwritable;
  private boolean absent;
  private boolean lingers;
  private Set<ProxyHost.Worker> workers = Set.of(new ProxyHost.Worker(1, 1));
  private boolean switchesAtOnce = true;
  private final Others peers = new Others();
  private Upstreams upstreams;
  private List<ManagedProcess> web;

  /** The fleet as a test has it. */
  private static final class Others implements Peers {
    boolean present;
    ClusterView view = ClusterView.NONE;
    Map<Namespec, Long> held = Map.of();
    Set<String> proxied = Set.of();
    Asked asked = Asked.NEVER;
    long applied;

    @Override
    public boolean present() {
      return present;
    }

    @Override
    public ClusterView view() {
      return view;
    }

    @Override
    public void changed(Map<Namespec, Long> nowHeld, Set<String> programs) {
      held = nowHeld;
      proxied = programs;
    }

    @Override
    public Asked asked(Namespec process, long number) {
      return asked;
    }

    @Override
    public void applied(long revision) {
      applied = revision;
    }
  }

  private final class Clocks implements Clockwork {
    @Override
    public Ticks now() {
      return new Ticks(now);
    }

    @Override
    public Instant wall() {
      return Instant.EPOCH.plusNanos(now);
    }

    @Override
    public void at(Ticks when, Runnable action) {
      timers.at(when, action);
    }

    @Override
    public void post(Runnable action) {
      posted.add(action);
    }

    @Override
    public void afterPublish(Runnable action) {
      published.add(action);
    }

    @Override
    public void offCore(Runnable task) {
      posted.add(task);
    }
  }

  private final class Host implements ProxyHost {
    @Override
    public boolean exists(String file) {
      return files.containsKey(file);
    }

    @Override
    public Placed place(String file, String text) throws IOException {
      if (unwritable) {
        throw new IOException("cannot write " + file + ": permission denied");
      }
      String before = files.put(file, text);
      return new Placed(file, Optional.ofNullable(before), !text.equals(before));
    }

    @Override
    public void putBack(Placed placed) {
      placed.before().ifPresentOrElse(b -> files.put(FILE, b), () -> files.remove(FILE));
    }

    @Override
    public Optional<Set<Worker>> acceptingWorkers(UpstreamSpec upstream) {
      return Optional.of(workers);
    }

    @Override
    public boolean anyLives(Set<Worker> old) {
      return lingers;
    }

    @Override
    public boolean isKnownNotToRun(UpstreamSpec upstream) {
      return absent;
    }

    @Override
    public List<String> steer(UpstreamSpec upstream, List<Instance> instances) {
      return List.of();
    }

    @Override
    public Map<Endpoint, Integer> connections(Collection<Endpoint> endpoints) {
      Map<Endpoint, Integer> counts = new HashMap<>();
      endpoints.forEach(e -> counts.put(e, connections.getOrDefault(e.port(), 0)));
      return counts;
    }
  }

  private final class Runner implements CommandRunner {
    @Override
    public void run(Run what, Consumer<Ended> done) {
      String command = String.join(" ", what.words());
      ran.add(command);
      boolean fails = command.equals("test") ? testFails : reloadFails;
      if (command.equals("reload") && switchesAtOnce && !fails) {
        switchWorkers();
      }
      posted.add(() -> done.accept(new Ended(!fails, fails ? "exit status 1: no" : "")));
    }

    @Override
    public Runnable runAs(ProcessSpec program, String command, long millis, Consumer<Ended> done) {
      throw new IllegalStateException("nothing of a proxy runs as a program");
    }
  }

  private void switchWorkers() {
    workers = Set.of(new ProxyHost.Worker(workers.iterator().next().pid() + 1, 1));
  }

  private final class Log implements DaemonLog {
    @Override
    public void log(Level level, String message) {
      logged.add(level.code() + " " + message);
    }

    @Override
    public boolean isEnabled(Level level) {
      return true;
    }
  }

  private final class Listener implements FleetListener {
    @Override
    public void processChanged(Namespec process, StateChange change, String cause) {}

    @Override
    public void upstreamChanged(String upstream, int in, int instances, String problem) {
      told.add(upstream + " " + in + "/" + instances + " " + problem);
    }

    @Override
    public void supervisorChanged(FleetSnapshot.SupervisorState state) {}

    @Override
    public void groupAdded(String group) {}

    @Override
    public void groupRemoved(String group) {}
  }

  private static ProcessSpec spec(int number) {
    ProcessSpec plain =
        Specs.process(
            "web", "web_0" + number, Specs.start(Autorestart.UNEXPECTED, 1, 3), Specs.stop(10));
    return Specs.extended(
        Specs.of(plain, "web"),
        new Extensions(
            Optional.empty(),
            OptionalInt.of(8000 + number),
            "http",
            Serving.DEFAULT,
            number == 2 ? Map.of("weight", "5") : Map.of()));
  }

  private static UpstreamSpec upstream(String name, String file, String method) {
    return new UpstreamSpec(
        name,
        List.of("web"),
        "nginx",
        Optional.of(file),
        method,
        Optional.of("test"),
        Optional.of("reload"),
        1,
        Map.of());
  }

  @BeforeEach
  void threeInstances() {
    Clocks clocks = new Clocks();
    ManagedGroup group =
        new ManagedGroup(
            new GroupSpec(
                "web", 999, new GroupSpec.Kind.Programs(), List.of(spec(0), spec(1), spec(2))),
            Optional.empty(),
            p -> new ManagedProcess.LogFiles("", ""),
            clocks.now());
    registry.add(group);
    web = group.processes();
    upstreams =
        new Upstreams(
            clocks,
            registry,
            new Runner(),
            new Host(),
            new Listener(),
            new Log(),
            () -> running,
            peers);
  }

  /** Everything that is due in this time, deadline by deadline. */
  private void pass(long millis) {
    long end = now + millis * MILLI;
    turn();
    while (timers.next().nanos() <= end) {
      now = Math.max(now, timers.next().nanos());
      turn();
    }
    now = end;
  }

  private void turn() {
    boolean more = true;
    while (more) {
      for (Runnable next = posted.poll(); next != null; next = posted.poll()) {
        next.run();
      }
      more = timers.runOneDue(new Ticks(now));
    }
    for (Runnable next = published.poll(); next != null; next = published.poll()) {
      next.run();
    }
  }

  private void up(int number) {
    state(number, new ProcessState.Running(new Ticks(now), new Pid(100 + number)));
  }

  private void down(int number) {
    state(number, new ProcessState.Stopped(new Ticks(now), 0));
  }

  private void state(int number, ProcessState state) {
    web.get(number).enter(state, new ProcessEvent.StartRequested(), Instant.EPOCH);
    web.get(number).followState(new Ticks(now), Instant.EPOCH);
    upstreams.look();
  }

  private void allUp() {
    upstreams.begin(List.of(upstream("app", FILE, "least_conn")));
    for (int i = 0; i < 3; i++) {
      up(i);
    }
    pass(5_000);
    assertEquals(List.of(), downs());
    ran.clear();
    told.clear();
  }

  private long reloads() {
    return ran.stream().filter("reload"::equals).count();
  }

  /** The ports that the file says are down. */
  private List<String> downs() {
    return files
        .get(FILE)
        .lines()
        .filter(line -> line.contains(" down;"))
        .map(line -> line.replaceAll(".*:(\\d+) .*", "$1"))
        .toList();
  }

  @Test
  void begin_noFile_isWrittenAllDownWithoutCommands() {
    upstreams.begin(List.of(upstream("app", FILE, "least_conn")));
    pass(1_000);
    assertEquals(List.of("8000", "8001", "8002"), downs());
    assertEquals(List.of(), ran, "a proxy that runs does not use it yet");
  }

  @Test
  void begin_fileOfTheRunBefore_staysUntilTheFirstIsReady() {
    files.put(FILE, "before\n");
    upstreams.begin(List.of(upstream("app", FILE, "least_conn")));
    upstreams.look();
    pass(30_000);
    assertEquals("before\n", files.get(FILE));

    up(1);
    pass(1_000);
    assertEquals(List.of("8000", "8002"), downs());
    assertEquals(List.of("test", "reload"), ran);
  }

  @Test
  void begin_nobodyReadyInTime_isWrittenAllDown() {
    files.put(FILE, "before\n");
    upstreams.begin(List.of(upstream("app", FILE, "least_conn")));
    pass(62_000);
    assertEquals(List.of("8000", "8001", "8002"), downs());
  }

  @Test
  void changesCloseTogether_oneReload() {
    upstreams.begin(List.of(upstream("app", FILE, "least_conn")));
    pass(1_000);
    up(0);
    pass(10);
    up(1);
    up(2);
    pass(5_000);
    assertEquals(1, reloads());
    assertTrue(files.get(FILE).contains("8002 weight=5 max_fails"), files.get(FILE));
  }

  @Test
  void hundredFlapsInTenSeconds_atMostTwelveReloads() {
    allUp();
    for (int i = 0; i < 50; i++) {
      down(i % 3);
      pass(100);
      up(i % 3);
      pass(100);
    }
    long during = reloads();
    pass(60_000);
    assertTrue(reloads() <= 12, "reloads: " + reloads());
    assertTrue(during >= 3, "it is kept in step meanwhile: " + during);
    assertEquals(List.of(), downs());
  }

  @Test
  void flapWithinTheWindow_noReload() {
    allUp();
    down(1);
    pass(10);
    up(1);
    pass(5_000);
    assertEquals(0, reloads());
  }

  @Test
  void takeOut_answersWhenSwitchedAndQuiet() {
    allUp();
    switchesAtOnce = false;
    connections.put(8001, 2);
    List<String> out = new ArrayList<>();
    upstreams.takeOut(web.get(1), () -> out.add("out"));
    pass(3_000);
    assertEquals(List.of("8001"), downs());
    assertEquals(List.of(), out, "the old workers still accept");
    switchWorkers();
    pass(3_000);
    assertEquals(List.of(), out, "it has connections");
    connections.put(8001, 0);
    pass(150);
    assertEquals(List.of(), out, "idle at one instant is not drained");
    pass(400);
    assertEquals(List.of("out"), out);

    upstreams.takeOut(web.get(1), () -> out.add("again"));
    assertEquals(List.of("out", "again"), out);
    assertEquals(1, reloads());
  }

  @Test
  void takeOut_oldWorkerHasARequestInHand_waitsForItsEnd_twoSecondsAtMost() {
    allUp();
    lingers = true;
    List<String> out = new ArrayList<>();
    upstreams.takeOut(web.get(1), () -> out.add("out"));
    pass(1_500);
    assertEquals(List.of(), out, "it may yet send it to the instance");
    lingers = false;
    pass(500);
    assertEquals(List.of("out"), out);

    lingers = true;
    upstreams.takeOut(web.get(2), () -> out.add("with a websocket"));
    pass(1_900);
    assertEquals(List.of("out"), out);
    pass(3_000);
    assertEquals(List.of("out", "with a websocket"), out);
  }

  /**
   * HAProxy's reload takes settle_secs; a roll that began meanwhile stopped who was just let in.
   */
  @Test
  void takeOut_whileTheProxyIsToldToUseIt_waitsUntilItIsToldOtherwise() {
    upstreams.begin(List.of(upstream("app", FILE, "least_conn")));
    up(0);
    pass(5_000);
    switchesAtOnce = false;
    up(1);
    up(2);
    pass(200);
    assertEquals(List.of(), downs());
    List<String> out = new ArrayList<>();

    upstreams.takeOut(web.get(1), () -> out.add("out"));

    pass(2_000);
    assertEquals(List.of(), out, "the proxy may use it by now");
    switchWorkers();
    pass(2_000);
    assertEquals(List.of("8001"), downs());
    assertEquals(List.of(), out, "the proxy has not switched");
    switchWorkers();
    pass(500);
    assertEquals(List.of("out"), out);
  }

  @Test
  void takeOut_drainNeverEnds_goesOnAfterDrainSecs() {
    allUp();
    connections.put(8001, 1);
    List<String> out = new ArrayList<>();
    upstreams.takeOut(web.get(1), () -> out.add("out"));
    pass(29_000);
    assertEquals(List.of(), out);
    pass(3_000);
    assertEquals(List.of("out"), out);
    assertTrue(logged.getLast().contains("still has 1 connection(s)"), logged.toString());
  }

  @Test
  void takeOut_afterFlapping_doesNotWaitForThePace() {
    allUp();
    for (int i = 0; i < 20; i++) {
      down(0);
      pass(100);
      up(0);
      pass(100);
    }
    List<String> out = new ArrayList<>();
    upstreams.takeOut(web.get(1), () -> out.add("out"));
    pass(700);
    assertEquals(List.of("out"), out);
  }

  @Test
  void putBack_answersWhenTheProxyHasIt() {
    allUp();
    upstreams.takeOut(web.get(1), () -> {});
    pass(2_000);
    down(1);
    pass(100);
    up(1);
    pass(2_000);
    assertEquals(List.of("8001"), downs(), "ready, but held out");
    assertEquals(1, reloads());

    List<String> in = new ArrayList<>();
    upstreams.putBack(web.get(1), () -> in.add("in"));
    assertEquals(List.of(), in);
    pass(500);
    assertEquals(List.of("in"), in);
    assertEquals(List.of(), downs());
  }

  @Test
  void notNamedByAnUpstream_nobodyWaits() {
    List<String> done = new ArrayList<>();
    upstreams.takeOut(web.get(1), () -> done.add("out"));
    upstreams.putBack(web.get(1), () -> done.add("in"));
    assertEquals(List.of("out", "in"), done);
  }

  @Test
  void testFails_oldFileIsBackAndNothingIsReloaded() {
    allUp();
    String good = files.get(FILE);
    testFails = true;
    down(1);
    pass(5_000);
    assertEquals(good, files.get(FILE));
    assertEquals(List.of("test"), ran);
    assertTrue(logged.getLast().contains("`test`: exit status 1: no"), logged.toString());
    assertTrue(told.getLast().startsWith("app 2/3 test_command"), told.toString());
    assertTrue(upstreams.problem(web.get(0)).isPresent());

    testFails = false;
    down(2);
    pass(5_000);
    assertEquals(List.of("8001", "8002"), downs());
    assertTrue(logged.getLast().contains("in step again"), logged.toString());
    assertFalse(upstreams.problem(web.get(0)).isPresent());
  }

  @Test
  void testFails_takeOutAnswersAtOnceWithTheProblem() {
    allUp();
    testFails = true;
    List<String> out = new ArrayList<>();
    upstreams.takeOut(
        web.get(1), () -> out.add(upstreams.problem(web.get(1)).orElse("no problem")));
    connections.put(8001, 10);
    pass(1_000);
    assertEquals(1, out.size(), "the proxy goes on sending: there is nothing to wait for");
    assertTrue(out.getFirst().startsWith("[upstream:app]: test_command"), out.toString());
  }

  @Test
  void unwritable_isToldOnceAndTriedAgainAtTheNextChange() {
    allUp();
    unwritable = true;
    down(1);
    pass(60_000);
    assertEquals(
        1, logged.stream().filter(line -> line.contains("permission denied")).count(), "told once");
    unwritable = false;
    up(1);
    down(2);
    pass(5_000);
    assertEquals(List.of("8002"), downs());
  }

  @Test
  void reloadFailsWithoutAProxy_isNoProblemAndTriedAgainSlowly() {
    allUp();
    reloadFails = true;
    absent = true;
    down(1);
    pass(120_000);
    assertEquals(List.of("8001"), downs());
    assertTrue(logged.stream().noneMatch(line -> line.startsWith("ERRO")), logged.toString());
    assertTrue(reloads() < 10, "no storm: " + reloads());

    reloadFails = false;
    pass(61_000);
    long sofar = reloads();
    pass(200_000);
    assertEquals(sofar, reloads(), "it was told; that is enough");
  }

  @Test
  void oldWorkersStay_isToldAsAProblem() {
    allUp();
    switchesAtOnce = false;
    down(1);
    pass(12_000);
    assertTrue(logged.getLast().contains("old workers"), logged.toString());
  }

  @Test
  void stopping_lastFileStays() {
    allUp();
    running = false;
    for (int i = 0; i < 3; i++) {
      down(i);
    }
    pass(10_000);
    assertEquals(List.of(), downs());
    assertEquals(List.of(), ran);
  }

  @Test
  void twoUpstreamsOfOneProxy_oneReload() {
    upstreams.begin(
        List.of(upstream("app", FILE, "least_conn"), upstream("too", "/etc/too.conf", "random")));
    up(0);
    pass(5_000);
    assertEquals(List.of("test", "reload"), ran);
    assertTrue(files.get("/etc/too.conf").contains("random;"));
  }

  @Test
  void define_changedMethod_isAppliedAndTheGoneLeavesItsFile() {
    allUp();
    upstreams.define(List.of(upstream("app", FILE, "random")));
    pass(5_000);
    assertTrue(files.get(FILE).contains("random;"), files.get(FILE));
    assertEquals(1, reloads());

    upstreams.define(List.of());
    pass(5_000);
    assertTrue(files.containsKey(FILE));
    assertTrue(logged.getLast().contains("/etc/app.conf stays as it is"), logged.toString());
  }

  @Test
  void views_tellWhoIsIn() {
    allUp();
    connections.put(8001, 4);
    upstreams.takeOut(web.get(1), () -> {});
    pass(1_000);
    List<UpstreamView> views = new ArrayList<>();
    upstreams.views(views::addAll);
    pass(0);
    UpstreamView.Member member = views.getFirst().members().get(1);
    assertEquals(
        new UpstreamView.Member(
            new Namespec("web", "web_01"), "127.0.0.1", 8001, 1, true, false, true, 4, "", false),
        member);
    assertTrue(views.getFirst().text("apache").contains("BalancerMember"));
  }

  private static PeerInstance remote(
      String node, int port, boolean ready, boolean leaving, long revision) {
    return new PeerInstance(
        node,
        new Namespec("web", "web_00"),
        "web",
        "RUNNING",
        ready,
        leaving,
        "10.0.0.2",
        port,
        "http",
        1,
        "",
        1,
        1,
        revision);
  }

  private void fleetHas(PeerInstance... instances) {
    peers.present = true;
    peers.view =
        new ClusterView(
            "site", "here", true, true, Optional.empty(), "", 9, List.of(), List.of(instances));
  }

  private static UpstreamSpec fleetWide(String remote) {
    UpstreamSpec plain = upstream("app", FILE, "least_conn");
    return new UpstreamSpec(
        plain.name(),
        plain.programs(),
        plain.proxy(),
        plain.file(),
        plain.method(),
        plain.testCommand(),
        plain.reloadCommand(),
        plain.settleSecs(),
        Map.of("scope", "fleet", "remote", remote));
  }

  private List<String> servers() {
    return files
        .get(FILE)
        .lines()
        .filter(line -> line.contains("server "))
        .map(line -> line.strip().replaceAll(" max_fails=3 fail_timeout=1s|  # .*| weight=5", ""))
        .toList();
  }

  @Test
  void fleetWide_readyOnesElsewhere_standBehindOurs() {
    fleetHas(remote("here", 1, true, false, 2), remote("two", 9000, true, false, 3));
    upstreams.begin(List.of(fleetWide("equal")));
    up(0);
    up(1);
    up(2);
    pass(5_000);
    assertEquals(
        List.of(
            "server 127.0.0.1:8000;",
            "server 127.0.0.1:8001;",
            "server 127.0.0.1:8002;",
            "server 10.0.0.2:9000;"),
        servers());
    assertEquals(Set.of("web"), peers.proxied);
    fleetHas(remote("two", 9000, false, false, 4));
    upstreams.look();
    pass(5_000);
    assertEquals("server 10.0.0.2:9000 down;", servers().getLast());
    assertEquals(0, peers.applied);
  }

  @Test
  void fleetWide_remoteAsBackup_isMarkedSo() {
    fleetHas(remote("two", 9000, true, false, 3));
    upstreams.begin(List.of(fleetWide("backup")));
    up(0);
    pass(5_000);
    assertEquals("server 10.0.0.2:9000 backup;", servers().getLast());
  }

  @Test
  void fleetWide_oneElsewhereLeaves_isToldAtOnceAndThenSaid() {
    fleetHas(remote("two", 9000, true, false, 3));
    upstreams.begin(List.of(fleetWide("equal")));
    up(0);
    pass(5_000);
    switchesAtOnce = false;
    fleetHas(remote("two", 9000, true, true, 12));
    upstreams.look();
    pass(200);
    assertEquals("server 10.0.0.2:9000 down;", servers().getLast());
    assertEquals(0, peers.applied, "nginx still works with its old worker");
    switchWorkers();
    pass(200);
    assertEquals(12, peers.applied);
  }

  @Test
  void fleetWide_oneElsewhereLeaves_proxyRefuses_isNotSaidToBeApplied() {
    fleetHas(remote("two", 9000, true, false, 3));
    upstreams.begin(List.of(fleetWide("equal")));
    up(0);
    pass(5_000);
    testFails = true;
    fleetHas(remote("two", 9000, true, true, 12));
    upstreams.look();
    pass(5_000);
    assertEquals(0, peers.applied, "nginx goes on with the old file");
  }

  @Test
  void fleetWide_oneElsewhereLeaves_proxyIsNotReached_isNotSaidToBeApplied() {
    fleetHas(remote("two", 9000, true, false, 3));
    upstreams.begin(List.of(fleetWide("equal")));
    up(0);
    pass(5_000);
    reloadFails = true;
    fleetHas(remote("two", 9000, true, true, 12));
    upstreams.look();
    pass(5_000);
    assertEquals(0, peers.applied, "nginx may go on with what it had");
    reloadFails = false;
    pass(60_000);
    assertEquals(12, peers.applied);
  }

  @Test
  void putBack_noUpstreamHere_othersHearThatNobodyIsHeld() {
    fleetHas();
    upstreams.begin(List.of());
    up(1);
    peers.asked = Peers.Asked.STILL;
    upstreams.takeOut(web.get(1), () -> {});
    pass(100);
    assertEquals(Set.of(new Namespec("web", "web_01")), peers.held.keySet());
    upstreams.putBack(web.get(1)); // as an aborted roll does, which changes nothing else
    pass(100);
    assertEquals(Map.of(), peers.held);
  }

  @Test
  void takenOut_proxiesElsewhereNotTold_isNotOutBefore() {
    fleetHas();
    allUp();
    peers.asked = Peers.Asked.STILL;
    List<String> done = new ArrayList<>();
    upstreams.takeOut(web.get(1), () -> done.add("out"));
    pass(5_000);
    assertEquals(List.of(), done);
    assertEquals(Set.of(new Namespec("web", "web_01")), peers.held.keySet());
    peers.asked = Peers.Asked.NO_LONGER;
    upstreams.look();
    pass(1_000);
    assertEquals(List.of("out"), done);
    upstreams.putBack(web.get(1));
    turn();
    assertEquals(Map.of(), peers.held);
  }

  @Test
  void takenOut_peersNeverAnswer_goesOnAfterAWhile() {
    fleetHas();
    allUp();
    peers.asked = Peers.Asked.STILL;
    List<String> done = new ArrayList<>();
    upstreams.takeOut(web.get(1), () -> done.add("out"));
    pass(25_000);
    assertEquals(List.of("out"), done);
  }

  @Test
  void takenOut_noUpstreamAnywhere_isOutAtOnce() {
    fleetHas();
    upstreams.begin(List.of());
    up(1);
    List<String> done = new ArrayList<>();
    upstreams.takeOut(web.get(1), () -> done.add("out"));
    pass(0);
    assertEquals(List.of("out"), done);
  }

  @Test
  void fleetWide_nobodyHereAndNothingKnown_keepsTheFileOfBefore() {
    peers.present = true;
    files.put(FILE, "of before");
    UpstreamSpec spec = fleetWide("equal");
    upstreams.begin(
        List.of(
            new UpstreamSpec(
                spec.name(),
                List.of("elsewhere"),
                spec.proxy(),
                spec.file(),
                spec.method(),
                spec.testCommand(),
                spec.reloadCommand(),
                spec.settleSecs(),
                spec.options())));
    pass(60_000);
    assertEquals("of before", files.get(FILE));
  }
}
