package io.jsupervisor.daemon.fleet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jsupervisor.daemon.config.GroupSpec;
import io.jsupervisor.daemon.core.Autorestart;
import io.jsupervisor.daemon.core.Specs;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** When the servers may begin to take the processor. */
class FirstSpawnsTest {
  private static GroupSpec group() {
    var start = Specs.start(Autorestart.UNEXPECTED, 1, 0);
    return new GroupSpec(
        "web",
        999,
        new GroupSpec.Kind.Programs(),
        List.of(Specs.process("web", "web", start, Specs.stop(10))));
  }

  @Test
  void givenAProgram_whenTheLoopHasNotTurned_thenNothingIsSpawnedYet() {
    SimulatedWorld world = SimulatedWorld.calm(List.of(group()));
    assertFalse(world.core.firstSpawns().isDone());
  }

  @Test
  void givenAProgram_whenItIsSpawned_thenTheFirstSpawnsAreDoneInThatTurn() {
    SimulatedWorld world = SimulatedWorld.calm(List.of(group()));
    int[] living = {-1};
    CompletableFuture<Void> told = world.core.firstSpawns().thenRun(() -> living[0] = world.spawns);
    world.runUntil(5);
    assertTrue(told.isDone());
    assertEquals(1, living[0]);
  }

  @Test
  void givenNothingToStart_whenTheLoopTurns_thenTheFirstSpawnsAreDone() {
    SimulatedWorld world = SimulatedWorld.calm(List.of());
    world.runUntil(1);
    assertTrue(world.core.firstSpawns().isDone());
  }
}
