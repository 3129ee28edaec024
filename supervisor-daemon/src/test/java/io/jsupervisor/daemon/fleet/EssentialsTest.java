package io.jsupervisor.daemon.fleet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jsupervisor.daemon.config.GroupSpec;
import io.jsupervisor.daemon.core.Autorestart;
import io.jsupervisor.daemon.core.ProcessSpec;
import io.jsupervisor.daemon.core.Signal;
import io.jsupervisor.daemon.core.Specs;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/** The end of a program that the daemon does not outlive. */
class EssentialsTest {
  private static SimulatedWorld world(Autorestart autorestart, long startsecs) {
    ProcessSpec main =
        Specs.process("main", "main", Specs.start(autorestart, startsecs, 2), Specs.stop(10));
    ProcessSpec other =
        Specs.process("other", "other", Specs.start(Autorestart.ALWAYS, 0, 3), Specs.stop(10));
    return SimulatedWorld.calm(
        List.of(
            new GroupSpec(
                "main",
                10,
                new GroupSpec.Kind.Programs(),
                List.of(Specs.with(main, "essential", "true"))),
            new GroupSpec("other", 20, new GroupSpec.Kind.Programs(), List.of(other))));
  }

  @Test
  void exits_withoutRestart_everythingStops_withItsCode() {
    SimulatedWorld world = world(Autorestart.NEVER, 0);
    world.after(5_000, () -> world.childEnds("main:main", 7));
    world.runUntil(30);
    assertTrue(world.ended);
    assertEquals(OptionalInt.of(7), world.core.exitCode());
    assertEquals(1, world.told("other STOPPING -> STOPPED"));
  }

  @Test
  void killed_withoutRestart_is128AndTheSignal() {
    SimulatedWorld world = world(Autorestart.NEVER, 0);
    world.after(5_000, () -> world.kill("main:main", Signal.KILL));
    world.runUntil(30);
    assertEquals(OptionalInt.of(137), world.core.exitCode());
  }

  @Test
  void exitsAsExpected_withoutRestart_isZero() {
    SimulatedWorld world = world(Autorestart.UNEXPECTED, 0);
    world.after(5_000, () -> world.childEnds("main:main", 0));
    world.runUntil(30);
    assertTrue(world.ended);
    assertEquals(OptionalInt.of(0), world.core.exitCode());
  }

  @Test
  void exits_withRestart_goesOn() {
    SimulatedWorld world = world(Autorestart.ALWAYS, 0);
    world.after(5_000, () -> world.childEnds("main:main", 7));
    world.runUntil(30);
    assertFalse(world.ended);
    assertEquals(OptionalInt.empty(), world.core.exitCode());
  }

  @Test
  void fatal_isItsLastCode_andNeverZero() {
    for (int code : new int[] {0, 3}) {
      SimulatedWorld world = world(Autorestart.ALWAYS, 1);
      for (int i = 1; i < 100; i++) {
        world.after(500L * i, () -> world.childEnds("main:main", code)); // before startsecs
      }
      world.runUntil(60);
      assertTrue(world.ended, () -> String.join("\n", world.history));
      assertEquals(OptionalInt.of(code == 0 ? 1 : code), world.core.exitCode());
    }
  }

  @Test
  void stoppedByAUser_goesOn() {
    SimulatedWorld world = world(Autorestart.NEVER, 0);
    world.after(5_000, () -> world.submit(new Command.Stop(new Target.All())));
    world.runUntil(30);
    assertFalse(world.ended);
  }
}
