package io.jsupervisor.daemon.fleet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jsupervisor.daemon.config.GroupSpec;
import io.jsupervisor.daemon.core.Autorestart;
import io.jsupervisor.daemon.core.ProcessSpec;
import io.jsupervisor.daemon.core.Signal;
import io.jsupervisor.daemon.core.Specs;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the real core loop says to a service manager, and when. */
class ServiceStateTest {
  private static ProcessSpec process(String name, long startsecs) {
    return Specs.process(
        "g", name, Specs.start(Autorestart.UNEXPECTED, startsecs, 3), Specs.stop(10));
  }

  private static GroupSpec group(String name, ProcessSpec... processes) {
    return new GroupSpec(name, 999, new GroupSpec.Kind.Programs(), List.of(processes));
  }

  private static SimulatedWorld world() {
    return SimulatedWorld.calm(List.of(group("g", process("a", 1), process("b", 1))));
  }

  private static long count(SimulatedWorld world, String prefix) {
    return world.told.stream().filter(text -> text.startsWith(prefix)).count();
  }

  @Test
  void autostartBegun_socketsDoNotListen_isNotReady() {
    SimulatedWorld world = world();
    world.runUntil(5);
    assertEquals(List.of(), world.told);

    world.core.listens();
    world.runUntil(6);
    assertEquals("READY=1\nSTATUS=2 running", world.told.getFirst());
    assertEquals(1, world.told.size());
  }

  @Test
  void statesChange_statusIsTold_onlyWhenItDiffers_onceASecondAtMost() {
    SimulatedWorld world = world();
    world.core.listens();
    world.runUntil(10);
    assertEquals(
        List.of("STATUS=2 running"), world.told.subList(world.told.size() - 1, world.told.size()));
    int before = world.told.size();

    for (int i = 0; i < 5; i++) {
      world.after(100L * i, () -> world.childEnds("g:a", 1));
    }
    world.runUntil(20);

    assertTrue(world.told.size() - before <= 4, world.told::toString);
    assertEquals("STATUS=2 running", world.told.getLast());
    assertTrue(world.told.contains("STATUS=1 running, 1 starting"), world.told::toString);
  }

  @Test
  void update_isAReload_thatEndsWithItsOperation() {
    SimulatedWorld world = world();
    world.core.listens();
    world.runUntil(10);
    world.told.clear();
    world.configure(List.of(group("g", process("a", 1))));

    world.submit(new Command.Update(List.of()));
    world.runUntil(30);

    assertTrue(
        world.told.getFirst().startsWith("RELOADING=1\nMONOTONIC_USEC=10"), world.told::toString);
    assertEquals(1, count(world, "RELOADING=1"));
    assertEquals(1, count(world, "READY=1"));
    assertEquals("STATUS=1 running", world.told.getLast());
  }

  @Test
  void update_refused_isReadyAgain() {
    SimulatedWorld world = world();
    world.core.listens();
    world.runUntil(10);
    world.told.clear();

    world.submit(new Command.Update(List.of("nobody")));
    world.runUntil(30);

    assertEquals(1, count(world, "RELOADING=1"));
    assertEquals("READY=1\nSTATUS=2 running", world.told.getLast());
  }

  @Test
  void hup_isAReload_whoseReadyIsTheNextRuns() {
    SimulatedWorld world = world();
    world.core.listens();
    world.runUntil(10);
    world.told.clear();

    world.send(Signal.HUP);
    world.runUntil(30);

    assertTrue(world.ended);
    assertTrue(world.told.getFirst().startsWith("RELOADING=1\n"), world.told::toString);
    assertEquals(0, count(world, "READY=1") + count(world, "STOPPING=1"));
  }

  @Test
  void term_isStopping() {
    SimulatedWorld world = world();
    world.core.listens();
    world.runUntil(10);
    world.told.clear();

    world.send(Signal.TERM);
    world.runUntil(30);

    assertEquals("STOPPING=1", world.told.getFirst());
  }

  @Test
  void watchdog_isFedTwiceAsOftenAsItWaits() {
    SimulatedWorld world = world();
    world.watchdogSecs = 10;
    world.runUntil(101);
    assertEquals(21, count(world, "WATCHDOG=1"));
  }

  @Test
  void managerIsFull_ready_isToldAgain() {
    SimulatedWorld world = world();
    world.managerIsFull = true;
    world.core.listens();
    world.runUntil(3);
    world.managerIsFull = false;
    world.runUntil(5);
    assertEquals(1, count(world, "READY=1"));
  }
}
