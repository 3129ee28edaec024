package io.jsupervisor.daemon.fleet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import io.jsupervisor.daemon.config.GroupSpec;
import io.jsupervisor.daemon.core.Autorestart;
import io.jsupervisor.daemon.core.Namespec;
import io.jsupervisor.daemon.core.ProcessSpec;
import io.jsupervisor.daemon.core.RollRules;
import io.jsupervisor.daemon.core.Signal;
import io.jsupervisor.daemon.core.Specs;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/**
 * Seeded histories of rolls, scales and whatever users do meanwhile, on the real core in a
 * simulated world. The world throws where more is away than the rules allow; here stands what must
 * hold when all is quiet: every operation has ended, and nobody is left out of rotation but who
 * failed.
 */
class RollSimulationTest {
  private static final int HISTORIES = 2_000;
  private static final int SECONDS = 120;

  @Test
  void thousandsOfHistories_everyRollEndsAndLeavesNobodyOut() {
    Set<Operation.Outcome> seen = ConcurrentHashMap.newKeySet();
    LongStream.range(0, HISTORIES)
        .parallel() // each has a world of its own
        .forEach(
            seed -> {
              try {
                history(seed, seen);
              } catch (AssertionError | RuntimeException broken) {
                fail("seed " + seed + ": " + broken.getMessage(), broken);
              }
            });
    assertEquals(Set.of(Operation.Outcome.values()), seen, "not every way to end was met");
  }

  private static void history(long seed, Set<Operation.Outcome> seen) {
    Random random = new Random(seed);
    int maxUnavailable = 1 + random.nextInt(2);
    int surge = random.nextInt(3) == 0 ? 1 : 0;
    List<GroupSpec> first = groups(random, "v1", 3, maxUnavailable, surge);
    SimulatedWorld world = new SimulatedWorld(seed, first, 0.03);
    world.mostAway = maxUnavailable + surge;
    for (int i = 0; i < 6; i++) {
      world.after(2_000 + random.nextInt(SECONDS * 1000), () -> world.submit(command(random)));
    }
    world.after(
        random.nextInt(SECONDS * 1000),
        () -> {
          world.configure(groups(random, "v2", 1 + random.nextInt(5), maxUnavailable, surge));
          world.submit(new Command.RollingUpdate(List.of()));
        });
    if (random.nextInt(3) == 0) {
      world.after(random.nextInt(SECONDS * 1000), () -> abortLast(world));
    }
    world.runUntil(SECONDS + 600L);
    checkQuiet(world);
    world.send(Signal.TERM);
    world.runUntil(SECONDS + 900L);
    assertTrue(world.ended, "the daemon did not end; last: " + world.history.getLast());
    assertEquals(0, world.living(), "children outlive the daemon");
    for (Operation operation : world.operations) {
      operation.progress().verdict().ifPresent(verdict -> seen.add(verdict.outcome()));
    }
  }

  private static void checkQuiet(SimulatedWorld world) {
    Set<Namespec> failed = new HashSet<>();
    for (Operation operation : world.operations) {
      assertTrue(operation.done().isDone(), () -> operation + " never ended" + told(world));
      assertEquals(
          operation.progress().lines().size(),
          operation.done().join().size(),
          () -> "lines without a result in " + operation + told(world));
      for (ProcessResult result : operation.done().join()) {
        if (result.fault() == Fault.FAILED) {
          failed.add(result.namespec());
        }
      }
    }
    Set<Namespec> out = new HashSet<>(world.rotation.out);
    out.removeAll(failed);
    assertEquals(Set.of(), out, () -> "left out of rotation" + told(world));
  }

  private static String told(SimulatedWorld world) {
    return "\n" + String.join("\n", world.history);
  }

  private static void abortLast(SimulatedWorld world) {
    if (!world.operations.isEmpty()) {
      world.note("abort " + world.operations.getLast().id());
      var ignored = world.core.control().abort(world.operations.getLast().id());
    }
  }

  private static List<GroupSpec> groups(
      Random random, String version, int each, int maxUnavailable, int surge) {
    List<GroupSpec> all = new ArrayList<>();
    for (int g = 0; g < 2; g++) {
      List<ProcessSpec> processes = new ArrayList<>();
      for (int p = 0; p < each; p++) {
        ProcessSpec spec =
            Specs.process(
                "g" + g,
                "p" + p,
                Specs.start(Autorestart.ALWAYS, random.nextInt(2) == 0 ? 0 : 1, 3),
                Specs.stop(2));
        RollRules rules = new RollRules(maxUnavailable, surge, g, 5);
        processes.add(Specs.rolled(Specs.running(Specs.of(spec, "g" + g), version), rules, 10));
      }
      all.add(new GroupSpec("g" + g, 999, new GroupSpec.Kind.Programs(), processes));
    }
    return all;
  }

  private static Command command(Random random) {
    String group = "g" + random.nextInt(2);
    Target target =
        switch (random.nextInt(4)) {
          case 0 -> new Target.All();
          case 1 -> new Target.One(group, "p" + random.nextInt(3));
          default -> new Target.Group(group);
        };
    return switch (random.nextInt(8)) {
      case 0 -> new Command.Start(target);
      case 1 -> new Command.Stop(new Target.One(group, "p" + random.nextInt(3)));
      case 2 -> new Command.Restart(target);
      case 3 -> new Command.Update(List.of());
      case 4, 5 -> new Command.Scale(group, 1 + random.nextInt(5));
      default -> new Command.RollingRestart(target);
    };
  }
}
