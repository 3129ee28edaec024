package io.jsupervisor.daemon.fleet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jsupervisor.daemon.config.GroupSpec;
import io.jsupervisor.daemon.config.SocketSpec;
import io.jsupervisor.daemon.core.Autorestart;
import io.jsupervisor.daemon.core.ProcessSpec;
import io.jsupervisor.daemon.core.RollRules;
import io.jsupervisor.daemon.core.Serving;
import io.jsupervisor.daemon.core.Specs;
import io.jsupervisor.daemon.core.StateName;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/** What an update does to whole groups and to their listeners, by the real core loop. */
class PlainUpdatesTest {
  private static final String OLD = "127.0.0.1:8001";
  private static final String NEW = "127.0.0.1:8002";

  private static GroupSpec group(String name, String command, String... sockets) {
    ProcessSpec spec =
        Specs.process(name, name, Specs.start(Autorestart.UNEXPECTED, 5, 0), Specs.stop(100));
    Serving serving =
        new Serving(
            Optional.empty(), Optional.empty(), 60, List.of(), RollRules.DEFAULT, List.of(sockets));
    return new GroupSpec(
        name,
        999,
        new GroupSpec.Kind.Programs(),
        List.of(Specs.serving(Specs.running(spec, command), serving)));
  }

  private static SocketSpec socket(String name, String listen) {
    return new SocketSpec(name, listen, OptionalInt.empty(), OptionalInt.empty(), Optional.empty());
  }

  /** A world that has been updated to these groups and listeners. */
  private static SimulatedWorld world(List<SocketSpec> sockets, GroupSpec... groups) {
    SimulatedWorld world = SimulatedWorld.calm(List.of());
    world.runUntil(1);
    world.listeners = sockets;
    world.configure(List.of(groups));
    world.submit(new Command.Update(List.of()));
    world.runUntil(20);
    world.history.clear();
    return world;
  }

  private static int line(SimulatedWorld world, String text) {
    for (int i = 0; i < world.history.size(); i++) {
      if (world.history.get(i).contains(text)) {
        return i;
      }
    }
    throw new AssertionError(text + " is not in\n" + String.join("\n", world.history));
  }

  @Test
  void listenerMoves_isBoundBeforeItsGroupStops() {
    SimulatedWorld world = world(List.of(socket("x", OLD)), group("web", "v1", "x"));
    assertEquals(Map.of("x", OLD), world.held);
    world.listeners = List.of(socket("x", NEW));
    world.submit(new Command.Update(List.of()));
    world.runUntil(40);
    assertEquals(Map.of("x", NEW), world.held);
    assertTrue(line(world, "bound " + NEW) < line(world, "-> STOPPING"));
    assertEquals(1, world.told("-> RUNNING"));
  }

  @Test
  void listenerCannotMove_groupStaysAsItIs_withTheReason_andOthersAreUpdated() {
    SimulatedWorld world =
        world(List.of(socket("x", OLD)), group("cat", "v1"), group("web", "v1", "x"));
    world.listeners = List.of(socket("x", NEW));
    world.taken.add(NEW);
    world.configure(List.of(group("cat", "v2"), group("web", "v2", "x")));
    world.submit(new Command.Update(List.of()));
    world.runUntil(40);

    assertEquals(Map.of("x", OLD), world.held);
    assertEquals(
        0, world.history.stream().filter(l -> l.contains("web") && l.contains("->")).count());
    List<ProcessResult> results = world.operations.getLast().done().join();
    ProcessResult refused =
        results.stream().filter(r -> r.fault() == Fault.FAILED).findFirst().orElseThrow();
    assertEquals("web", refused.namespec().group());
    assertEquals(NEW + " is in use", refused.message());
    assertEquals(1, world.told("-> RUNNING"));

    world.taken.clear();
    world.submit(new Command.Update(List.of()));
    world.runUntil(60);
    assertEquals(Map.of("x", NEW), world.held);
    assertEquals(2, world.told("-> RUNNING"));
  }

  @Test
  void listenersThatNobodyUses_areBoundAndClosedToo() {
    SimulatedWorld world = world(List.of(socket("x", OLD)), group("web", "v1"));
    assertEquals(Map.of("x", OLD), world.held);
    world.listeners = List.of(socket("y", NEW));
    world.submit(new Command.Update(List.of()));
    world.runUntil(40);
    assertEquals(Map.of("y", NEW), world.held);
  }

  @Test
  void oneGroupStopsSlowly_othersAreReplacedMeanwhile() {
    SimulatedWorld world = world(List.of(), group("fast", "v1"), group("slow", "v1"));
    world.deaf.add("slow");
    world.configure(List.of(group("fast", "v2"), group("slow", "v2")));
    world.submit(new Command.Update(List.of()));
    world.runUntil(60);
    assertEquals(1, world.told("-> RUNNING"));
    assertFalse(world.operations.getLast().done().isDone());
    world.runUntil(200);
    assertEquals(2, world.told("-> RUNNING"));
    assertTrue(
        world.operations.getLast().done().join().stream()
            .allMatch(r -> r.fault() == Fault.SUCCESS));
  }

  @Test
  void update_thatDoesNotWaitForStarts_isDoneWhenEverythingIsReplaced() {
    SimulatedWorld world = world(List.of(), group("web", "v1"));
    world.configure(List.of(group("web", "v2")));
    world.submit(new Command.Update(List.of(), /* untilUp= */ false));
    world.runUntil(22);
    assertTrue(world.operations.getLast().done().isDone());
    assertEquals(
        StateName.STARTING.name(),
        world.core.snapshot().groups().getFirst().processes().getFirst().statename());
  }
}
