package io.jsupervisor.daemon.fleet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jsupervisor.daemon.config.GroupSpec;
import io.jsupervisor.daemon.core.Autorestart;
import io.jsupervisor.daemon.core.ProcessSpec;
import io.jsupervisor.daemon.core.Signal;
import io.jsupervisor.daemon.core.Specs;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The beginning of the daemon's end, by the real core loop. */
class OrderedStopTest {
  private static final int PROCESSES = 30;

  private static SimulatedWorld running() {
    List<ProcessSpec> processes = new ArrayList<>();
    for (int i = 0; i < PROCESSES; i++) {
      processes.add(
          Specs.process("g", "p" + i, Specs.start(Autorestart.ALWAYS, 0, 3), Specs.stop(10)));
    }
    GroupSpec group = new GroupSpec("g", 999, new GroupSpec.Kind.Programs(), processes);
    SimulatedWorld world = new SimulatedWorld(7, List.of(group), 0);
    world.runUntil(5);
    return world;
  }

  private static int indexOf(SimulatedWorld world, String text) {
    for (int i = 0; i < world.history.size(); i++) {
      if (world.history.get(i).contains(text)) {
        return i;
      }
    }
    throw new AssertionError(text + " is not in " + String.join("\n", world.history));
  }

  @Test
  void running_term_firstGroupIsSignalledBeforeTheFirstReport() {
    SimulatedWorld world = running();

    world.send(Signal.TERM);
    world.runUntil(6);

    assertTrue(
        indexOf(world, "signal SIGTERM to") < indexOf(world, "INFO waiting for"),
        () -> String.join("\n", world.history));
  }

  @Test
  void reloading_secondHup_isToldOnce() {
    SimulatedWorld world = running();

    world.send(Signal.HUP);
    world.after(20, () -> world.send(Signal.HUP));
    world.runUntil(120);

    assertTrue(world.ended);
    assertEquals(
        2,
        world.history.stream().filter(line -> line.contains("received SIGHUP")).count(),
        () -> String.join("\n", world.history));
    assertEquals(
        1, world.history.stream().filter(line -> line.contains("supervisor RESTARTING")).count());
  }

  private static GroupSpec group(String name, int priority, ProcessSpec... processes) {
    return new GroupSpec(name, priority, new GroupSpec.Kind.Programs(), List.of(processes));
  }

  private static ProcessSpec process(String group, String name, int priority) {
    return Specs.process(
        group, name, priority, Specs.start(Autorestart.ALWAYS, 0, 3), Specs.stop(10));
  }

  @Test
  void row16_stopAll_signalsEverythingAtOnce_lowPrioritiesFirst() {
    SimulatedWorld world =
        new SimulatedWorld(
            7,
            List.of(
                group("late", 30, process("late", "p", 999)),
                group("early", 10, process("early", "p", 999)),
                group("middle", 20, process("middle", "p", 999))),
            0);
    world.after(100, () -> world.submit(new Command.Stop(new Target.All())));
    world.runUntil(60);

    List<Integer> stopping = new ArrayList<>();
    for (String name : List.of("early", "middle", "late")) {
      stopping.add(indexOf(world, name + ":p RUNNING -> STOPPING"));
    }
    assertEquals(stopping.stream().sorted().toList(), stopping);
    int lastSignal = stopping.getLast();
    int firstEnd = indexOf(world, "STOPPING -> STOPPED");
    assertTrue(lastSignal < firstEnd, () -> String.join("\n", world.history));
  }

  @Test
  void row17_autostartInAGroup_isInTheOrderOfPrograms_notOfPriorities() {
    SimulatedWorld world =
        new SimulatedWorld(
            7, List.of(group("g", 999, process("g", "b", 2), process("g", "a", 1))), 0);
    world.runUntil(1);

    assertTrue(
        indexOf(world, "g:b STOPPED -> STARTING") < indexOf(world, "g:a STOPPED -> STARTING"),
        () -> String.join("\n", world.history));
  }

  @Test
  void row57_clockSetBack_transitionsGoOn() {
    SimulatedWorld world =
        new SimulatedWorld(
            7,
            List.of(
                group(
                    "g",
                    999,
                    Specs.process("g", "p", Specs.start(Autorestart.ALWAYS, 2, 3), Specs.stop(1)))),
            0);
    world.runUntil(1);
    world.setClockBack(365 * 86_400);
    world.after(10, () -> world.submit(new Command.Stop(new Target.All())));
    world.runUntil(30);
    indexOf(world, "STOPPING -> STOPPED");
    world.after(10, () -> world.submit(new Command.Start(new Target.All())));
    world.runUntil(90);
    world.send(Signal.TERM);
    world.runUntil(120);
    assertTrue(world.ended, () -> String.join("\n", world.history));
  }

  @Test
  void row60_hupDuringShutdown_isIgnored_andTermDuringRestartWins() {
    SimulatedWorld stopping = running();
    stopping.send(Signal.TERM);
    stopping.after(20, () -> stopping.send(Signal.HUP));
    stopping.runUntil(120);
    assertTrue(stopping.ended);
    indexOf(stopping, "WARN ignored SIGHUP indicating restart request (shutdown in progress)");
    assertEquals(List.of("supervisor RUNNING", "supervisor SHUTDOWN"), states(stopping));

    SimulatedWorld restarting = running();
    restarting.send(Signal.HUP);
    restarting.after(20, () -> restarting.send(Signal.TERM));
    restarting.runUntil(120);
    assertTrue(restarting.ended);
    assertEquals(
        List.of("supervisor RUNNING", "supervisor RESTARTING", "supervisor SHUTDOWN"),
        states(restarting));
  }

  private static List<String> states(SimulatedWorld world) {
    return world.history.stream()
        .map(line -> line.split(" ", 2)[1])
        .filter(line -> line.startsWith("supervisor "))
        .toList();
  }
}
