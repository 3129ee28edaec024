package io.jsupervisor.daemon.fleet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jsupervisor.daemon.config.GroupSpec;
import io.jsupervisor.daemon.core.Autorestart;
import io.jsupervisor.daemon.core.Namespec;
import io.jsupervisor.daemon.core.Pid;
import io.jsupervisor.daemon.core.ProbeSpec;
import io.jsupervisor.daemon.core.ProbeSpec.Check;
import io.jsupervisor.daemon.core.Signal;
import io.jsupervisor.daemon.core.Specs;
import io.jsupervisor.daemon.probe.Notification;
import io.jsupervisor.daemon.probe.Probes.Hearer;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Readiness and liveness by the real core loop, on a clock that only the test moves. */
class ProberTest {
  private static final Namespec WEB = new Namespec("web", "web");

  private static ProbeSpec every(double seconds, Check check) {
    return new ProbeSpec(check, (long) (seconds * 1000), 2_000, 3);
  }

  private static SimulatedWorld world(Optional<ProbeSpec> readiness, Optional<ProbeSpec> liveness) {
    SimulatedWorld world =
        SimulatedWorld.calm(
            List.of(
                new GroupSpec(
                    "web",
                    999,
                    new GroupSpec.Kind.Programs(),
                    List.of(
                        Specs.serving(
                            Specs.process(
                                "web",
                                "web",
                                Specs.start(Autorestart.ALWAYS, 0, 3),
                                Specs.stop(10)),
                            Specs.probed(readiness, liveness))))));
    world.runUntil(1);
    return world;
  }

  private static SimulatedWorld withReadiness(Check check) {
    return world(Optional.of(every(1, check)), Optional.empty());
  }

  private static ProcessView view(SimulatedWorld world) {
    return world.core.snapshot().groups().getFirst().processes().getFirst();
  }

  private static void assertReady(SimulatedWorld world, boolean ready, String why) {
    assertEquals(ready, view(world).ready(), () -> String.join("\n", world.history));
    assertEquals(why, view(world).why());
  }

  @Test
  void running_withoutProbe_isReady() {
    assertReady(world(Optional.empty(), Optional.empty()), true, "");
  }

  @Test
  void running_probeSaysNothingYet_isNotReady() {
    SimulatedWorld world = withReadiness(new Check.Tcp());
    assertEquals("RUNNING", view(world).statename());
    assertReady(world, false, "not asked yet");
  }

  @Test
  void notReady_probeSaysYes_isReadyAndToldOnce() {
    SimulatedWorld world = withReadiness(new Check.Tcp());

    world.probes.hearer(0).heard(false, "connection refused");
    world.runUntil(3);
    assertReady(world, false, "connection refused");
    world.probes.hearer(0).heard(true, "");
    world.runUntil(4);

    assertReady(world, true, "");
    assertTrue(view(world).readySince().isPresent());
    assertEquals(1, world.told("web is ready"));
  }

  @Test
  void ready_flagFlickers_processIsLeftAlone() {
    SimulatedWorld world = withReadiness(new Check.Tcp());
    Pid pid = world.child("web", "web");

    for (int i = 0; i < 50; i++) {
      world.probes.hearer(0).heard(i % 2 == 0, "HTTP 503");
      world.runUntil(3 + i);
    }

    assertEquals(pid, world.child("web", "web"));
    assertEquals(25, world.told("web is ready"));
    assertEquals(25, world.told("web is not ready: HTTP 503"));
  }

  @Test
  void childDies_answerOfTheEarlierPid_isIgnored() {
    SimulatedWorld world = withReadiness(new Check.Tcp());
    Hearer earlier = world.probes.hearer(0);

    world.end(world.child("web", "web"), 1);
    world.runUntil(4);
    earlier.heard(true, "");
    world.runUntil(5);

    assertReady(world, false, "not asked yet");
    assertEquals(1, world.probes.asking());
  }

  @Test
  void stopped_isNotReadyAndNobodyIsAsked() {
    SimulatedWorld world = withReadiness(new Check.Tcp());
    world.probes.hearer(0).heard(true, "");

    world.submit(new Command.Stop(new Target.All()));
    world.runUntil(10);

    assertReady(world, false, "");
    assertEquals(0, world.probes.asking());
  }

  @Test
  void deadlinePasses_whySaysSo_andTheLogToo() {
    SimulatedWorld world = withReadiness(new Check.Tcp());
    world.probes.hearer(0).heard(false, "connection refused");

    world.runUntil(62);

    assertReady(world, false, "not ready within 60 s: connection refused");
    assertEquals(1, world.told("WARN web is not ready within 60 s: connection refused"));
    world.probes.hearer(0).heard(true, "");
    world.runUntil(63);
    assertReady(world, true, "");
  }

  @Test
  void livenessFails_processIsRestartedWithItsReason() {
    SimulatedWorld world = world(Optional.empty(), Optional.of(every(10, new Check.Tcp())));
    Pid pid = world.child("web", "web");

    world.probes.hearer(0).heard(false, "no answer within 2 s");
    world.runUntil(12);

    assertNotEquals(pid, world.child("web", "web"));
    assertEquals(1, world.told("RUNNING -> STOPPING (liveness failed: no answer within 2 s)"));
    assertEquals(
        1, world.told("WARN liveness of web failed, it is restarted: no answer within 2 s"));
    assertEquals(1, world.probes.asking(), "the new child is asked, and the old no more");
  }

  @Test
  void liveness_waitsForTheFirstReady() {
    SimulatedWorld world =
        world(Optional.of(every(1, new Check.Tcp())), Optional.of(every(10, new Check.Tcp())));
    assertEquals(1, world.probes.asking());

    world.probes.hearer(0).heard(true, "");
    world.runUntil(3);

    assertEquals(2, world.probes.asking());
  }

  @Test
  void liveness_failsWhileTheDaemonStops_startsNothing() {
    SimulatedWorld world = world(Optional.empty(), Optional.of(every(10, new Check.Tcp())));
    Hearer hearer = world.probes.hearer(0);

    world.send(Signal.TERM);
    world.after(1, () -> hearer.heard(false, "connection refused"));
    world.runUntil(60);

    assertTrue(world.ended);
    assertEquals(1, world.spawns);
  }

  @Test
  void exec_exitsWithZero_isReady() {
    SimulatedWorld world = withReadiness(new Check.Exec("check"));
    world.end(world.child("command", "web-web-check"), 0);
    world.runUntil(3);
    assertReady(world, true, "");
  }

  @Test
  void exec_hangs_isKilledAndAskedAgain_neverTwiceAtOnce() {
    SimulatedWorld world = withReadiness(new Check.Exec("check"));

    world.runUntil(20);

    assertReady(world, false, "no end within 2 s");
    assertTrue(world.told("of command:web-web-check") > 5, () -> world.history.toString());
  }

  @Test
  void exec_livenessHangs_restartsTheProcess() {
    SimulatedWorld world = world(Optional.empty(), Optional.of(every(1, new Check.Exec("check"))));
    Pid pid = world.child("web", "web");

    world.runUntil(20);

    assertNotEquals(pid, world.child("web", "web"));
    assertTrue(world.told("liveness failed: no end within 2 s") > 0);
  }

  @Test
  void exec_runs_whenTheDaemonStops_isKilled() {
    SimulatedWorld world = withReadiness(new Check.Exec("check"));
    world.send(Signal.TERM);
    world.runUntil(60);
    assertTrue(world.ended);
    assertEquals(0, world.living());
  }

  private static Notification says(int pid, Boolean ready, String status) {
    return new Notification(List.of(pid), Optional.ofNullable(ready), Optional.ofNullable(status));
  }

  @Test
  void notify_saysReadyThenReloadingThenReady() {
    SimulatedWorld world = withReadiness(new Check.Notify());
    int pid = world.child("web", "web").value();
    assertReady(world, false, "it has not said READY=1");

    world.core.heard(says(pid, true, null));
    world.runUntil(3);
    assertReady(world, true, "");
    world.core.heard(says(pid, false, "reloading"));
    world.runUntil(4);
    assertReady(world, false, "reloading");
    world.core.heard(says(pid, true, "serving"));
    world.runUntil(5);
    assertReady(world, true, "serving");
    world.core.heard(says(pid, null, "42 requests"));
    world.runUntil(6);
    assertReady(world, true, "42 requests");
    assertEquals(2, world.told("web is ready"));
  }

  @Test
  void views_tellWhatWasAnsweredLast() {
    SimulatedWorld world =
        world(Optional.of(every(1, new Check.Notify())), Optional.of(every(1, new Check.Tcp())));
    List<ProbeView> unasked = world.core.control().probes(WEB).getNow(List.of());
    assertEquals(List.of(), unasked, "the core answers in its next turn");
    world.core.heard(says(world.child("web", "web").value(), true, "serving"));
    var asked = world.core.control().probes(WEB);
    world.runUntil(4);
    List<ProbeView> views = asked.join();
    assertFalse(views.getFirst().liveness());
    assertEquals("serving", views.getFirst().last().orElseThrow().says());
    assertTrue(views.getLast().liveness());
    assertEquals(Optional.empty(), views.getLast().last());
  }

  @Test
  void notify_ofAGrandchild_counts() {
    SimulatedWorld world = withReadiness(new Check.Notify());
    int pid = world.child("web", "web").value();
    world.core.heard(
        new Notification(List.of(77, 76, pid, 1), Optional.of(true), Optional.empty()));
    world.runUntil(3);
    assertReady(world, true, "");
  }

  @Test
  void notify_ofAStranger_meansNothing() {
    SimulatedWorld world = withReadiness(new Check.Notify());
    world.core.heard(says(77, true, "I am web"));
    world.runUntil(3);
    assertReady(world, false, "it has not said READY=1");
  }

  @Test
  void notify_whereAnotherProbeDecides_meansNothing() {
    SimulatedWorld world = withReadiness(new Check.Tcp());
    world.core.heard(says(world.child("web", "web").value(), true, null));
    world.runUntil(3);
    assertFalse(view(world).ready());
  }

  @Test
  void log_lineMatches_isReady_ofThisChildOnly() {
    SimulatedWorld world = withReadiness(new Check.Log("started"));
    Pid pid = world.child("web", "web");
    assertReady(world, false, "no line of its output matches started");

    world.core.outputListener().lineMatched(WEB, new Pid(4));
    world.runUntil(3);
    assertFalse(view(world).ready());
    world.core.outputListener().lineMatched(WEB, pid);
    world.runUntil(4);
    assertReady(world, true, "");
  }
}
