package io.jsupervisor.daemon.fleet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jsupervisor.daemon.config.GroupSpec;
import io.jsupervisor.daemon.core.Autorestart;
import io.jsupervisor.daemon.core.ProcessSpec;
import io.jsupervisor.daemon.core.Specs;
import io.jsupervisor.daemon.fleet.ScaledSpecs.Read;
import io.jsupervisor.daemon.fleet.ScaledSpecs.SizeKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** How a changed group comes to its new definition. */
class GroupChangeTest {
  /** {@code numprocs} processes whose command says how many there are where it has a {@code #}. */
  private static GroupSpec group(int numprocs, String command) {
    List<ProcessSpec> processes = new ArrayList<>();
    for (int i = 0; i < numprocs; i++) {
      ProcessSpec spec =
          Specs.process("web", "p" + i, Specs.start(Autorestart.ALWAYS, 1, 3), Specs.stop(10));
      processes.add(Specs.running(Specs.of(spec, "web"), command.replace("#", "" + numprocs)));
    }
    return new GroupSpec("web", 999, new GroupSpec.Kind.Programs(), processes);
  }

  private static List<Definition> running(GroupSpec group) {
    return group.processes().stream()
        .map(spec -> new Definition(spec, Definition.NO_LOGS, group.processes().size()))
        .toList();
  }

  private static Optional<GroupChange> change(GroupSpec before, GroupSpec after, String command) {
    int numprocs = before.processes().size();
    Read read = new Read(List.of(group(numprocs, command)), Optional.empty());
    return GroupChange.between(
        before, running(before), after, Map.of(new SizeKey("web", numprocs), read));
  }

  private static List<String> told(GroupChange change) {
    return change.steps().stream()
        .map(
            step ->
                (step.isAdd() ? "add " : step.isRemove() ? "remove " : "replace ")
                    + step.who().name())
        .toList();
  }

  @Test
  void otherCommandAndMore_replacesAndAdds() {
    GroupChange change = change(group(2, "v1"), group(3, "v2"), "v2").orElseThrow();
    assertEquals(List.of("replace p0", "replace p1", "add p2"), told(change));
    assertFalse(change.onlyScales(Set.of("web")));
  }

  @Test
  void fewer_removesHighestFirst() {
    GroupChange change = change(group(4, "v1"), group(2, "v1"), "v1").orElseThrow();
    assertEquals(List.of("remove p3", "remove p2"), told(change));
    assertTrue(change.onlyScales(Set.of("web")));
    assertFalse(change.onlyScales(Set.of("other")));
  }

  @Test
  void numprocsInTheCommand_touchesNobodyWhoRuns() {
    GroupSpec before = group(2, "serve --of #");
    GroupSpec after = group(3, "serve --of #");
    assertEquals(Set.of(new SizeKey("web", 2)), GroupChange.questions(running(before), after));

    GroupChange change = change(before, after, "serve --of #").orElseThrow();

    assertEquals(List.of("add p2"), told(change));
    assertTrue(change.onlyScales(Set.of("web")));
    assertEquals("serve --of 3", change.adopted().getFirst().spec().command());
  }

  @Test
  void allRenamed_isNoChangeByProcess() {
    GroupSpec before = group(2, "v1");
    GroupSpec after =
        new GroupSpec(
            "web",
            999,
            before.kind(),
            before.processes().stream()
                .map(spec -> Specs.named(spec, "new-" + spec.namespec().name()))
                .toList());
    assertTrue(change(before, after, "v1").isEmpty());
  }

  @Test
  void undone_stepsGoTheOtherWay() {
    GroupChange change = change(group(1, "v1"), group(2, "v2"), "v2").orElseThrow();
    List<RollStep> back =
        change.steps().reversed().stream().map(step -> step.undone(true)).toList();
    assertTrue(back.get(0).isRemove());
    assertEquals("v1", back.get(1).after().orElseThrow().spec().command());
    assertEquals(RollStep.Begin.ALWAYS, back.get(1).begin());
  }
}
