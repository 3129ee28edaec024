package io.jsupervisor.daemon.fleet;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.jsupervisor.daemon.cluster.ClusterView;
import io.jsupervisor.daemon.cluster.Peers;
import io.jsupervisor.daemon.config.GroupSpec;
import io.jsupervisor.daemon.core.Autorestart;
import io.jsupervisor.daemon.core.Namespec;
import io.jsupervisor.daemon.core.Specs;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * Whoever is told of a change reads the snapshot at once. The fleet's thread, told before it was
 * there, published what held before, and nobody corrected it: on a machine with too much to do, an
 * instance that was RUNNING stayed out of the other machines' proxies.
 */
class ToldOnceReadableTest {
  /** A fleet whose thread is quick: it reads in the moment in which it is told. */
  private static final class Quick implements Peers {
    SimulatedWorld world;
    final List<String> read = new ArrayList<>();

    @Override
    public boolean present() {
      return true;
    }

    @Override
    public ClusterView view() {
      return ClusterView.NONE;
    }

    @Override
    public void changed(Map<Namespec, Long> held, Set<String> proxied) {
      read.add(now());
    }

    String now() {
      return world.core.snapshot().groups().stream()
          .flatMap(group -> group.processes().stream())
          .map(ProcessView::statename)
          .findFirst()
          .orElse("none");
    }

    @Override
    public Asked asked(Namespec process, long number) {
      return Asked.NEVER;
    }

    @Override
    public void applied(long revision) {}
  }

  private static GroupSpec web() {
    return new GroupSpec(
        "web",
        999,
        new GroupSpec.Kind.Programs(),
        List.of(
            Specs.process(
                "web", "web", Specs.start(Autorestart.UNEXPECTED, 1, 3), Specs.stop(10))));
  }

  @Test
  void everyStateThatIsTold_canBeReadAlready() {
    Quick quick = new Quick();
    quick.world = SimulatedWorld.calm(List.of(web()), quick);
    quick.world.runUntil(5);
    assertEquals("RUNNING", quick.now());
    assertEquals("RUNNING", quick.read.getLast());
    quick.world.submit(new Command.Stop(new Target.Group("web")));
    quick.world.runUntil(20);
    assertEquals("STOPPED", quick.now());
    assertEquals("STOPPED", quick.read.getLast());
  }

  /** An event listener asks for the process as soon as it has the event. */
  @Test
  void everyEvent_isAboutWhatCanBeReadAlready() {
    Quick quick = new Quick();
    quick.world = SimulatedWorld.calm(List.of(web()), quick);
    List<String> events = new ArrayList<>();
    List<String> readThen = new ArrayList<>();
    quick.world.onChange =
        (process, change) -> {
          events.add(change.to().name());
          readThen.add(quick.now());
        };
    quick.world.runUntil(5);
    quick.world.submit(new Command.Stop(new Target.Group("web")));
    quick.world.runUntil(20);
    assertEquals(List.of("STARTING", "RUNNING", "STOPPING", "STOPPED"), events);
    assertEquals(events, readThen);
  }
}
