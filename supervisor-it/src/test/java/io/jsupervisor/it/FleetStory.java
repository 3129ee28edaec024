package io.jsupervisor.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Daemons that stand for machines, one etcd, and an nginx that is told of all workers. */
class FleetStory {
  private static final int TTL = 2;

  @TempDir Path root;

  private static List<Integer> both(Machine one, Machine two) {
    List<Integer> all = new ArrayList<>(one.ports());
    all.addAll(two.ports());
    return all;
  }

  private static String state(DaemonUnderTest daemon, String start) {
    return daemon
        .ctl("fleet", "status")
        .out()
        .lines()
        .filter(line -> line.replaceAll(" +", " ").startsWith(start))
        .findFirst()
        .orElse("");
  }

  @Test
  void twoMachines_oneList_oneUpstream_logsAndCommandsFromTheOther() {
    Machine one = Machine.of(root, "one", 2);
    Machine two = Machine.of(root, "two", 1);
    try (EtcdUnderTest etcd = EtcdUnderTest.start(root, 1);
        DaemonUnderTest first =
            one.start(one.small(), one.fleet(etcd.endpoints(), TTL) + one.nginx(""));
        DaemonUnderTest second = two.start(two.small(), two.fleet(etcd.endpoints(), TTL))) {
      one.awaitInRotation(both(one, two));
      first.await("two nodes", () -> first.ctl("fleet", "nodes").out().lines().count() == 2);
      String web = "web:web_%02d".formatted(two.ports().getFirst() % 100);
      // Ready counts while it is STARTING, too.
      String line = "two " + web + " RUNNING ready, 127.0.0.1:" + two.ports().getFirst();
      first.await("it is RUNNING there", () -> !state(first, line).isEmpty());

      Output tail = first.ctl("fleet", "tail", "two:" + web);
      assertEquals(0, tail.code(), tail::toString);
      assertTrue(tail.out().contains("serving two-"), tail::toString);

      Output stop = first.ctl("fleet", "stop", "two:" + web);
      assertEquals(0, stop.code(), stop::toString);
      assertEquals(web + ": stopped\n", stop.out());
      second.awaitState(web, "STOPPED");
      one.awaitInRotation(one.ports());
      assertTrue(
          one.upstreamFile().contains(":" + two.ports().getFirst() + " "), one::upstreamFile);
      assertEquals(0, first.ctl("fleet", "start", "two:" + web).code());
      one.awaitInRotation(both(one, two));

      Output json = first.ctl("fleet", "status", "--json", "two");
      assertTrue(json.out().contains("\"connected\":true"), json::toString);
      assertTrue(json.out().contains("\"namespec\":\"" + web + "\""), json::toString);
      assertFalse(json.out().contains("\"node\":\"one\",\"namespec\""), json::toString);
      Output unknown = first.ctl("fleet", "tail", "three:" + web);
      assertEquals(1, unknown.code(), unknown::toString);
      assertEquals("three: ERROR (no such node)\n", unknown.out());
    }
  }

  /** Its lease would last for five minutes. */
  @Test
  void daemonStopped_leavesEveryUpstreamBeforeItsProcessesEnd_andIsNoLongerListed() {
    Machine one = Machine.of(root, "one", 1);
    Machine two = Machine.of(root, "two", 1);
    try (EtcdUnderTest etcd = EtcdUnderTest.start(root, 1);
        DaemonUnderTest first =
            one.start(one.small(), one.fleet(etcd.endpoints(), 300) + one.nginx(""));
        DaemonUnderTest second = two.start(two.small(), two.fleet(etcd.endpoints(), 300))) {
      one.awaitInRotation(both(one, two));
      List<Long> children = second.children();
      assertEquals(1, children.size());
      two.hold();
      assertEquals(0, second.ctl("shutdown").code());
      one.awaitInRotation(one.ports());
      assertEquals(children, second.children(), "it still answers whoever was sent to it");
      two.release();
      assertEquals(0, second.awaitExit());
      assertEquals(0, etcd.keysOf("two"));
      first.await("one node", () -> first.ctl("fleet", "nodes").out().lines().count() == 1);
      assertTrue(state(first, "two ").isEmpty(), one::log);
    }
  }

  @Test
  void fleetSectionChanged_rereadAndUpdate_sayThatItTakesAReload() {
    Machine one = Machine.of(root, "one", 1);
    try (EtcdUnderTest etcd = EtcdUnderTest.start(root, 1);
        DaemonUnderTest first = one.start(one.small(), one.fleet(etcd.endpoints(), 10))) {
      first.await("joined", () -> etcd.keysOf("one") == 2);
      assertEquals("", first.ctl("reread").err());
      one.change("node=one", "node=other");
      String told =
          "jsupervisorctl: [fleet] has changed in the files; it takes effect with `reload`, not"
              + " with `update`\n";
      Output reread = first.ctl("reread");
      assertEquals(told, reread.err(), reread::toString);
      assertEquals("No config updates to processes\n", reread.out());
      assertEquals(0, reread.code());
      Output update = first.ctl("update");
      assertEquals(told, update.err(), update::toString);
      assertEquals("", update.out());
      assertEquals(1, one.log().lines().filter(l -> l.contains("[fleet] has changed")).count());
      Output json = first.ctl("reread", "--json");
      assertTrue(json.out().contains("\"reload\":[\"fleet\"]"), json::toString);
      assertEquals(2, etcd.keysOf("one"), "and until then it is who it was");

      assertEquals(0, first.ctl("reload").code());
      first.await("joined by its new name", () -> etcd.keysOf("other") == 2);
      assertEquals(0, etcd.keysOf("one"));
      first.await("nothing more to tell", () -> first.ctl("reread").err().isEmpty());
    }
  }

  /** The other machine decides what may be asked of it, by its own users. */
  @Test
  void commandsToAnotherMachine_goByItsOwnUsersAndTheirRights() {
    Machine one = Machine.of(root, "one", 0);
    Machine two = Machine.of(root, "two", 1);
    try (EtcdUnderTest etcd = EtcdUnderTest.start(root, 1);
        DaemonUnderTest first = one.start("", one.fleet(etcd.endpoints(), TTL));
        DaemonUnderTest second = two.start(two.small(), two.fleet(etcd.endpoints(), TTL))) {
      String web = "web:web_%02d".formatted(two.ports().getFirst() % 100);
      first.await("it is RUNNING there", () -> state(first, "two " + web).contains("RUNNING"));
      List<Long> children = second.children();

      one.change("fleet_password=apple", "fleet_password=pear");
      Output wrong = first.ctl("fleet", "stop", "two:" + web);
      assertTrue(wrong.code() != 0, wrong::toString);
      assertTrue((wrong.out() + wrong.err()).contains("fleet_password"), wrong::toString);
      // What is known of this machine's own server is not tried there.
      one.change("fleet_username=eve\nfleet_password=pear", "username=eve\npassword=apple");
      Output own = first.ctl("fleet", "stop", "two:" + web);
      assertTrue(own.code() != 0, own::toString);
      assertEquals(children, second.children());

      two.change("password=apple\n[rpc", "password=apple\nread_only_users=guest:pear\n[rpc");
      assertEquals(0, second.ctl("reload").code());
      second.awaitRunning(1);
      List<Long> again = second.children();
      first.await("it is RUNNING again", () -> state(first, "two " + web).contains("RUNNING"));
      one.change(
          "username=eve\npassword=apple\n\n", "fleet_username=guest\nfleet_password=pear\n\n");
      Output guest = first.ctl("fleet", "stop", "two:" + web);
      assertTrue(guest.code() != 0, guest::toString);
      Output tail = first.ctl("fleet", "tail", "two:" + web);
      assertEquals(0, tail.code(), tail::toString);
      assertTrue(tail.out().contains("serving two-"), tail::toString);
      assertEquals(again, second.children());
    }
  }

  @Test
  void reloadWithACertificateThatIsNotThere_isRefused_andNothingStops() {
    Machine one = Machine.of(root, "one", 1);
    try (EtcdUnderTest etcd = EtcdUnderTest.start(root, 1);
        DaemonUnderTest first = one.start(one.small(), one.fleet(etcd.endpoints(), 10))) {
      first.await("joined", () -> etcd.keysOf("one") == 2);
      List<Long> children = first.children();
      one.change("endpoints=http:", "cacert=" + root + "/none.pem\nendpoints=https:");
      Output reload = first.ctl("reload");
      assertEquals(1, reload.code(), reload::toString);
      assertTrue((reload.out() + reload.err()).contains(root + "/none.pem"), reload::toString);
      assertTrue(one.log().contains("everything goes on as it was"), one::log);
      assertEquals(children, first.children());
      assertEquals(2, etcd.keysOf("one"));
      Output check = Tree.run(one.root(), Tree.DAEMON, "--check", "-c", one.root() + "/c.conf");
      assertEquals(2, check.code(), check::toString);
      assertTrue(check.err().contains("cacert"), check::toString);
      assertTrue(check.err().contains(root + "/none.pem"), check::toString);
      one.change("cacert=" + root + "/none.pem\nendpoints=https:", "endpoints=http:");
      assertEquals(0, first.ctl("reload").code());
      first.await("joined again", () -> etcd.keysOf("one") == 2);
    }
  }

  /** Granted is what was good then: the next run reads the file again. */
  @Test
  void certificateGoneAfterTheReloadWasGranted_programsRun_othersStayInTheUpstream_triedAgain() {
    Machine one = Machine.of(root, "one", 1);
    Machine two = Machine.of(root, "two", 1);
    Path certificate = root.resolve("ca.pem");
    Path aside = root.resolve("aside.pem");
    Output made =
        Tree.run(
            root,
            ("/usr/bin/openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes"
                    + " -subj /CN=a -days 2 -keyout ca.key -out ca.pem")
                .split(" "));
    assertEquals(0, made.code(), made::toString);
    try (EtcdUnderTest etcd = EtcdUnderTest.start(root, 1);
        DaemonUnderTest first =
            one.start(one.small(), one.fleet(etcd.endpoints(), TTL) + one.nginx(""));
        DaemonUnderTest second = two.start(two.small(), two.fleet(etcd.endpoints(), TTL))) {
      one.awaitInRotation(both(one, two));
      first.await("notes", () -> notes(one).contains("nodes/two/instances/web:web_"));
      one.hold();
      one.change("endpoints=http:", "cacert=" + certificate + "\nendpoints=https:");
      DaemonUnderTest.kill("HUP", first.pid());
      first.await("the stop", () -> one.log().contains(" to die"));
      move(certificate, aside);
      one.release();

      first.await("the next run", () -> one.log().contains("going on as if the store were away"));
      assertTrue(one.log().contains("cacert: cannot read " + certificate), one::log);
      first.awaitRunning(2);
      first.await(
          "it is told",
          () -> first.ctl("fleet", "status").err().contains("cannot read " + certificate));
      String web = "web:web_%02d".formatted(one.ports().getFirst() % 100);
      assertEquals(0, first.ctl("stop", web).code());
      one.awaitInRotation(two.ports());
      assertEquals(0, first.ctl("start", web).code());
      one.awaitInRotation(both(one, two));

      move(aside, certificate);
      first.await(
          "the file is read; this etcd speaks no TLS",
          () -> {
            String told = first.ctl("fleet", "status").err();
            return told.contains("does not answer") && !told.contains("cannot read");
          });
      assertTrue(second.pid() > 0);
      DaemonUnderTest.kill("TERM", first.pid());
      assertEquals(0, first.awaitExit());
    }
  }

  private static void move(Path from, Path to) {
    try {
      Path ignored = Files.move(from, to);
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @Test
  @Tag("slow")
  void daemonKilled_leavesEveryUpstreamWhenItsLeaseEnds_andComesBack() {
    Machine one = Machine.of(root, "one", 1);
    Machine two = Machine.of(root, "two", 1);
    try (EtcdUnderTest etcd = EtcdUnderTest.start(root, 1);
        DaemonUnderTest first =
            one.start(one.small(), one.fleet(etcd.endpoints(), TTL) + one.nginx(""))) {
      try (DaemonUnderTest second = two.start(two.small(), two.fleet(etcd.endpoints(), TTL))) {
        one.awaitInRotation(both(one, two));
        second.kill();
        one.awaitInRotation(one.ports());
        assertFalse(state(first, "one ").isEmpty(), one::log);
      }
      try (DaemonUnderTest again = two.again()) {
        one.awaitInRotation(both(one, two));
        assertTrue(again.pid() > 0);
      }
      one.awaitInRotation(one.ports());
    }
  }

  @Test
  @Tag("slow")
  void storeAway_nothingChanges_andAllAgreeAgainAfterwards() {
    Machine one = Machine.of(root, "one", 1);
    Machine two = Machine.of(root, "two", 1);
    try (EtcdUnderTest etcd = EtcdUnderTest.prepared(root, 1);
        DaemonUnderTest first =
            one.start(one.small(), one.fleet(etcd.endpoints(), TTL) + one.nginx(""));
        DaemonUnderTest second = two.start(two.small(), two.fleet(etcd.endpoints(), TTL))) {
      one.awaitInRotation(one.ports());
      Output alone = first.ctl("fleet", "status");
      assertTrue(alone.err().contains("the fleet's store is away"), alone::toString);
      etcd.startAll();
      one.awaitInRotation(both(one, two));

      etcd.killAll();
      first.await("stale nodes", () -> first.ctl("fleet", "nodes").out().contains("two   stale"));
      assertEquals(both(one, two).stream().sorted().toList(), one.portsInRotation());
      Output restart = second.ctl("restart", "--rolling", "web:*");
      assertEquals(0, restart.code(), restart::toString);
      assertTrue(one.log().contains("nothing changes here"), one::log);
      assertEquals(both(one, two).stream().sorted().toList(), one.portsInRotation());

      etcd.startAll();
      first.await("live nodes", () -> first.ctl("fleet", "nodes").out().contains("two   live"));
      one.awaitInRotation(both(one, two));
      assertTrue(one.log().contains("the store answers again"), one::log);
    }
  }

  @Test
  @Tag("slow")
  void startedWhileTheStoreIsAway_usesWhatWasNoted() {
    Machine one = Machine.of(root, "one", 0);
    Machine two = Machine.of(root, "two", 1);
    try (EtcdUnderTest etcd = EtcdUnderTest.start(root, 1);
        DaemonUnderTest second = two.start(two.small(), two.fleet(etcd.endpoints(), TTL))) {
      try (DaemonUnderTest first =
          one.start("", one.fleet(etcd.endpoints(), TTL) + one.nginx(""))) {
        one.awaitInRotation(two.ports());
        first.await("notes", () -> notes(one).contains("instances/web:web_"));
      }
      etcd.killAll();
      try (DaemonUnderTest first = one.again()) {
        first.await(
            "what was noted", () -> first.ctl("fleet", "nodes").out().contains("two   stale"));
        one.awaitInRotation(two.ports());
      }
      assertTrue(second.pid() > 0);
    }
  }

  private static String notes(Machine machine) {
    try {
      return Files.readString(
          machine.root().resolve("state/fleet.site." + machine.name() + ".json"));
    } catch (java.io.IOException none) {
      return "";
    }
  }

  @Test
  void withoutFleet_asked_saysSo() {
    Machine one = Machine.of(root, "one", 1);
    try (DaemonUnderTest first = one.start(one.small(), "")) {
      Output status = first.ctl("fleet", "status");
      assertEquals(1, status.code(), status::toString);
      assertTrue(status.out().contains("this daemon is in no fleet of machines"), status::toString);
      List<String> threads = threads(first);
      assertTrue(threads.stream().noneMatch(name -> name.startsWith("fleet")), threads::toString);
    }
  }

  private static List<String> threads(DaemonUnderTest daemon) {
    try (var tasks = Files.list(Path.of("/proc/" + daemon.pid() + "/task"))) {
      List<String> names = new ArrayList<>();
      for (Path task : (Iterable<Path>) tasks::iterator) {
        names.add(Files.readString(task.resolve("comm")).strip());
      }
      return names;
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @Test
  @Tag("slow")
  void twoDaemonsOfOneName_theFirstGoesSilentAndSaysSo() {
    Machine one = Machine.of(root, "one", 1);
    Machine two = Machine.of(root, "two", 1);
    try (EtcdUnderTest etcd = EtcdUnderTest.start(root, 1);
        DaemonUnderTest first = one.start(one.small(), one.fleet(etcd.endpoints(), TTL))) {
      first.await("joined", () -> etcd.keys() == 2);
      try (DaemonUnderTest second =
          two.start(
              two.small(), two.fleet(etcd.endpoints(), TTL).replace("node=two", "node=one"))) {
        first.await("a complaint", () -> one.log().contains("another daemon has joined as node"));
        second.await("one of them", () -> etcd.keys() == 2);
      }
      first.await("the name is free", () -> one.log().contains("is free again"));
      first.await("joined again", () -> etcd.keys() == 2);
    }
  }
}
