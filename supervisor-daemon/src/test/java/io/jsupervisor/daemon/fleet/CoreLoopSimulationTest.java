package io.jsupervisor.daemon.fleet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import io.jsupervisor.daemon.config.GroupSpec;
import io.jsupervisor.daemon.core.Autorestart;
import io.jsupervisor.daemon.core.Dependency;
import io.jsupervisor.daemon.core.ProbeSpec;
import io.jsupervisor.daemon.core.ProcessSpec;
import io.jsupervisor.daemon.core.Signal;
import io.jsupervisor.daemon.core.Specs;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/**
 * Seeded histories of the real core loop in a simulated world. The invariants (one live child per
 * process, no signal to a reaped pid, states that chain, no defect logged) throw where they break;
 * here stands what must be true at the end. A failure names its seed.
 */
class CoreLoopSimulationTest {
  private static final int HISTORIES = 1_500;

  @Test
  void thousandsOfHistories_everyOperationEndsAndNothingIsLeftBehind() {
    LongStream.range(0, HISTORIES)
        .parallel() // each has a world of its own
        .forEach(
            seed -> {
              try {
                history(seed, 1 + (int) (seed % 4), 4, 60, 20);
              } catch (AssertionError | RuntimeException broken) {
                fail("seed " + seed + ": " + broken.getMessage(), broken);
              }
            });
  }

  @Test
  void twoThousandProcesses_overTenMinutes() {
    SimulatedWorld world = history(4711, 100, 20, 600, 200);
    assertTrue(world.spawns > 2_000, "only " + world.spawns + " spawns");
  }

  private static SimulatedWorld history(
      long seed, int groups, int each, int seconds, int commands) {
    Random random = new Random(seed);
    List<GroupSpec> first = configuration(random, groups, each);
    SimulatedWorld world = new SimulatedWorld(seed, first, 0.1);
    for (int i = 0; i < commands; i++) {
      Command command = command(random, groups, each);
      world.after(random.nextInt(seconds * 1000), () -> world.submit(command));
    }
    List<GroupSpec> second = configuration(random, groups, each);
    world.after(
        random.nextInt(seconds * 1000),
        () -> {
          world.configure(second);
          world.submit(new Command.Update(List.of()));
        });
    world.runUntil(seconds);
    Signal end = random.nextInt(5) == 0 ? Signal.HUP : Signal.TERM;
    world.send(end);
    world.runUntil(seconds + 300L);
    if (end.equals(Signal.HUP) && !world.ended) {
      world.send(Signal.TERM); // the simulated files did not load, so nothing was stopped
      world.runUntil(seconds + 600L);
    }
    assertTrue(world.ended, "the daemon did not end; last: " + world.history.getLast());
    for (Operation operation : world.operations) {
      assertTrue(operation.done().isDone(), operation + " never ended");
      assertEquals(
          operation.progress().lines().size(),
          operation.done().join().size(),
          "lines without a result in " + operation.kind());
    }
    assertEquals(0, world.living(), "children outlive the daemon");
    world.settleTasks();
    assertTrue(
        world.lostTrack() || world.sockets.isEmpty(),
        () -> world.sockets + " is left open\n" + String.join("\n", world.history));
    return world;
  }

  private static List<GroupSpec> configuration(Random random, int groups, int each) {
    List<GroupSpec> all = new ArrayList<>();
    for (int g = 0; g < groups; g++) {
      if (random.nextInt(10) == 0) {
        continue;
      }
      List<ProcessSpec> processes = new ArrayList<>();
      for (int p = 0; p < each; p++) {
        ProcessSpec spec =
            Specs.process(
                "g" + g,
                "p" + p,
                random.nextInt(3),
                Specs.start(
                    List.of(Autorestart.values()).get(random.nextInt(3)),
                    random.nextInt(3),
                    random.nextInt(4)),
                Specs.stop(random.nextInt(3)));
        ProcessSpec served =
            random.nextBoolean()
                ? spec
                : Specs.serving(spec, Specs.probed(probe(random, "a"), probe(random, "b")));
        processes.add(
            random.nextInt(4) == 0 ? Specs.dependsOn(served, dependencies(random, g, p)) : served);
      }
      GroupSpec.Kind kind =
          random.nextInt(3) == 0
              ? new GroupSpec.Kind.Fastcgi(
                  new GroupSpec.FcgiSocket.Tcp("localhost", 9000 + g, OptionalInt.empty()))
              : new GroupSpec.Kind.Programs();
      all.add(new GroupSpec("g" + g, random.nextInt(3), kind, processes));
    }
    return all;
  }

  private static final List<Dependency.Condition> CONDITIONS =
      List.copyOf(EnumSet.allOf(Dependency.Condition.class));

  /** On processes that come before, so there is no circle. */
  private static List<Dependency> dependencies(Random random, int group, int process) {
    List<Dependency> all = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      int g = random.nextInt(group + 1);
      int p = g < group ? random.nextInt(4) : random.nextInt(process + 1) - 1;
      if (p >= 0) {
        var condition = CONDITIONS.get(random.nextInt(CONDITIONS.size()));
        all.add(new Dependency("g" + g + ":p" + p, condition));
      }
    }
    return all;
  }

  private static Optional<ProbeSpec> probe(Random random, String command) {
    ProbeSpec.Check check =
        switch (random.nextInt(5)) {
          case 0 -> new ProbeSpec.Check.Exec(command);
          case 1 -> new ProbeSpec.Check.Notify();
          default -> new ProbeSpec.Check.Tcp();
        };
    return random.nextInt(3) == 0
        ? Optional.empty()
        : Optional.of(new ProbeSpec(check, 1_000, 500, 1 + random.nextInt(3)));
  }

  private static Command command(Random random, int groups, int each) {
    Target target =
        switch (random.nextInt(4)) {
          case 0 -> new Target.All();
          case 1 -> new Target.Group("g" + random.nextInt(groups));
          default -> new Target.One("g" + random.nextInt(groups), "p" + random.nextInt(each));
        };
    return switch (random.nextInt(6)) {
      case 0 -> new Command.Start(target);
      case 1 -> new Command.Stop(target);
      case 2 -> new Command.Restart(target);
      case 3 -> new Command.SendSignal(target, Signal.HUP);
      case 4 -> new Command.ClearLogs(target);
      default -> new Command.Update(List.of());
    };
  }
}
