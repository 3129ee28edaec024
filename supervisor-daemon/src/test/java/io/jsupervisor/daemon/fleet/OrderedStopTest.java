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
}
