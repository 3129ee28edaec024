package io.jsupervisor.daemon.fleet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jsupervisor.daemon.config.GroupSpec;
import io.jsupervisor.daemon.core.Autorestart;
import io.jsupervisor.daemon.core.Dependency;
import io.jsupervisor.daemon.core.Dependency.Condition;
import io.jsupervisor.daemon.core.DependentStartup;
import io.jsupervisor.daemon.core.ProbeSpec;
import io.jsupervisor.daemon.core.ProcessSpec;
import io.jsupervisor.daemon.core.RollRules;
import io.jsupervisor.daemon.core.Serving;
import io.jsupervisor.daemon.core.Signal;
import io.jsupervisor.daemon.core.Specs;
import io.jsupervisor.daemon.core.StartRules;
import io.jsupervisor.daemon.core.StateName;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Who is started and stopped before whom, by the real core loop in a calm world. */
class DependenciesTest {
  private static final StartRules TASK = new StartRules(true, Autorestart.NEVER, 0, 3, Set.of(0));
  private static final StartRules BY_HAND =
      new StartRules(false, Autorestart.UNEXPECTED, 1, 0, Set.of(0));

  private static ProcessSpec process(String name, StartRules start, Dependency... dependencies) {
    return Specs.dependsOn(Specs.process(name, name, start, Specs.stop(10)), List.of(dependencies));
  }

  private static ProcessSpec process(String name, Dependency... dependencies) {
    return process(name, Specs.start(Autorestart.UNEXPECTED, 1, 0), dependencies);
  }

  private static Dependency on(String name, Condition condition) {
    return new Dependency(name, condition);
  }

  private static SimulatedWorld world(ProcessSpec... processes) {
    return SimulatedWorld.calm(groups(processes));
  }

  private static List<GroupSpec> groups(ProcessSpec... processes) {
    return Arrays.stream(processes)
        .map(
            p ->
                new GroupSpec(p.namespec().group(), 999, new GroupSpec.Kind.Programs(), List.of(p)))
        .toList();
  }

  private static ProcessView view(SimulatedWorld world, String name) {
    return world.core.snapshot().groups().stream()
        .flatMap(group -> group.processes().stream())
        .filter(p -> p.spec().namespec().name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private static String state(SimulatedWorld world, String name) {
    ProcessView view = view(world, name);
    return view.statename() + (view.why().isEmpty() ? "" : ", " + view.why());
  }

  /** The changes of state in the history, as {@code web STOPPED -> STARTING}. */
  private static List<String> changes(SimulatedWorld world, String to) {
    return world.history.stream()
        .filter(line -> line.contains("-> " + to))
        .map(line -> line.split(" ", -1)[1])
        .toList();
  }

  private static ProcessResult result(SimulatedWorld world) {
    Operation last = world.operations.getLast();
    assertTrue(last.done().isDone(), () -> String.join("\n", world.history));
    return last.done().join().getLast();
  }

  private static Command start(String name) {
    return new Command.Start(new Target.One(name, name));
  }

  @Test
  void autostart_waitsUntilItsDependencyIsRunning() {
    SimulatedWorld world =
        world(process("api", on("db", Condition.STARTED)), process("db"), process("other"));
    world.runUntil(1);
    assertEquals("STOPPED, waits for db (started): db is STARTING", state(world, "api"));
    world.runUntil(5);
    assertEquals("RUNNING", state(world, "api"));
    assertEquals(List.of("db", "other", "api"), changes(world, "STARTING"));
  }

  @Test
  void taskExitsWithZero_dependantBegins() {
    SimulatedWorld world =
        world(process("web", on("task", Condition.EXITED)), process("task", TASK));
    world.runUntil(5);
    assertEquals("STOPPED, waits for task (exited): task is RUNNING", state(world, "web"));
    world.childEnds("task:task", 0);
    world.runUntil(10);
    assertEquals("RUNNING", state(world, "web"));
  }

  @Test
  void taskFails_dependantSaysSo_andBeginsWhenItHasBeenMended() {
    SimulatedWorld world =
        world(process("web", on("task", Condition.EXITED)), process("task", TASK));
    world.runUntil(5);
    world.childEnds("task:task", 3);
    world.runUntil(10);
    assertEquals(
        "STOPPED, waits for task (exited): task is EXITED, exit status 3", state(world, "web"));

    world.submit(start("task"));
    world.runUntil(15);
    world.childEnds("task:task", 0);
    world.runUntil(20);
    assertEquals("RUNNING", state(world, "web"));
  }

  @Test
  void userStarts_dependenciesThatAreDownAreStartedFirst() {
    SimulatedWorld world =
        world(
            process("web", BY_HAND, on("api", Condition.READY)),
            process("api", BY_HAND, on("db", Condition.STARTED)),
            process("db", BY_HAND));
    world.runUntil(2);
    assertEquals("STOPPED", state(world, "web"));

    world.submit(start("web"));
    world.runUntil(3);
    assertEquals(
        "STOPPED, waits for api (ready): api is STOPPED, it waits too", state(world, "web"));
    assertFalse(world.operations.getLast().done().isDone());
    world.runUntil(10);

    assertEquals(Fault.SUCCESS, result(world).fault());
    assertEquals(List.of("db", "api", "web"), changes(world, "RUNNING"));
  }

  @Test
  void userStartsAll_everyLineEndsWell() {
    SimulatedWorld world =
        world(process("web", BY_HAND, on("db", Condition.STARTED)), process("db", BY_HAND));
    world.runUntil(2);
    world.submit(new Command.Start(new Target.All()));
    world.runUntil(10);
    List<ProcessResult> results = world.operations.getLast().done().join();
    assertEquals(2, results.size());
    assertTrue(results.stream().allMatch(r -> r.fault() == Fault.SUCCESS), results::toString);
  }

  @Test
  void dependencyFails_startEndsWithASentenceThatNamesIt_andTheWishIsOver() {
    SimulatedWorld world =
        world(
            process("web", BY_HAND, on("api", Condition.STARTED)),
            process("api", BY_HAND, on("db", Condition.STARTED)),
            process("db", BY_HAND));
    world.runUntil(2);
    world.submit(start("web"));
    world.after(50, () -> world.childEnds("db:db", 1));
    world.runUntil(10);

    assertEquals(Fault.ABNORMAL_TERMINATION, result(world).fault());
    assertEquals(
        "web is not started: it waits for api (started): api is STOPPED, not started: it waits for"
            + " db (started): db is FATAL, "
            + ManagedProcess.TOO_QUICK,
        result(world).message());
    assertEquals(
        "STOPPED, not started: it waits for db (started): db is FATAL, " + ManagedProcess.TOO_QUICK,
        state(world, "api"));
    world.submit(start("db"));
    world.runUntil(20);
    assertEquals("RUNNING", state(world, "db"));
    assertEquals("STOPPED", view(world, "web").statename());
  }

  @Test
  void dependencyNeverReady_startEndsAfterItsDeadline() {
    var probe = new ProbeSpec(new ProbeSpec.Check.Notify(), 1000, 1000, 3);
    ProcessSpec db =
        Specs.serving(
            process("db"),
            new Serving(
                Optional.of(probe), Optional.empty(), 30, List.of(), RollRules.DEFAULT, List.of()));
    SimulatedWorld world = world(process("web", BY_HAND, on("db", Condition.READY)), db);
    world.runUntil(5);
    world.submit(start("web"));
    world.runUntil(29);
    assertFalse(world.operations.getLast().done().isDone());
    world.runUntil(35);
    assertEquals(
        "web is not started: it waits for db (ready): db is RUNNING, not ready within 30 s:"
            + " it has not said READY=1",
        result(world).message());
  }

  @Test
  void userStopsWhatWaits_itWaitsNoMore() {
    SimulatedWorld world =
        world(process("web", on("task", Condition.EXITED)), process("task", TASK));
    world.runUntil(5);
    world.submit(new Command.Stop(new Target.One("web", "web")));
    world.runUntil(6);
    assertEquals(Fault.SUCCESS, result(world).fault());
    world.childEnds("task:task", 0);
    world.runUntil(10);
    assertEquals("STOPPED", state(world, "web"));
  }

  @Test
  void dependencyDiesLater_dependantGoesOn() {
    SimulatedWorld world = world(process("web", on("db", Condition.READY)), process("db", TASK));
    world.runUntil(5);
    world.childEnds("db:db", 1);
    world.runUntil(20);
    assertEquals("EXITED", state(world, "db"));
    assertEquals("RUNNING", view(world, "web").statename());
  }

  @Test
  void dependencyFailsLater_runningDependantSaysSo_untilItIsBack() {
    SimulatedWorld world =
        world(process("web", on("db", Condition.STARTED)), process("db", TASK), process("other"));
    world.runUntil(5);
    assertEquals("RUNNING", state(world, "web"));
    world.childEnds("db:db", 3);
    world.runUntil(10);
    assertEquals(
        "RUNNING, goes on without db (started): db is EXITED, exit status 3", state(world, "web"));
    assertEquals("RUNNING", state(world, "other"));
    world.submit(start("db"));
    world.runUntil(20);
    assertEquals("RUNNING", state(world, "web"));
  }

  @Test
  void dependencyIsRemoved_runningDependantSaysSo() {
    ProcessSpec web = process("web", on("db", Condition.STARTED));
    SimulatedWorld world = world(web, process("db"));
    world.runUntil(5);
    world.configure(groups(web));
    world.submit(new Command.Update(List.of()));
    world.runUntil(30);
    assertEquals(
        "RUNNING, goes on without db (started): there is no process of that name",
        state(world, "web"));
  }

  @Test
  void taskIsStartedAgain_whoWaitedForItsEndHasLostNothing() {
    SimulatedWorld world =
        world(process("web", on("task", Condition.EXITED)), process("task", TASK));
    world.runUntil(5);
    world.childEnds("task:task", 0);
    world.runUntil(10);
    world.submit(start("task"));
    world.runUntil(15);
    assertEquals("RUNNING", state(world, "web"));
    world.childEnds("task:task", 3);
    world.runUntil(20);
    assertEquals(
        "RUNNING, goes on without task (exited): task is EXITED, exit status 3",
        state(world, "web"));
  }

  @Test
  void stopAll_dependantsGoFirst() {
    SimulatedWorld world =
        world(
            process("db"), process("api", on("db", Condition.STARTED)),
            process("web", on("api", Condition.STARTED)), process("other"));
    world.runUntil(10);
    world.submit(new Command.Stop(new Target.All()));
    world.runUntil(60);
    assertEquals(List.of("web", "other", "api", "db"), changes(world, "STOPPING"));
    assertEquals(4, world.operations.getLast().done().join().size());
  }

  @Test
  void heldStop_processEndsByItself_isNotStartedAgain() {
    SimulatedWorld world =
        world(
            process("db", Specs.start(Autorestart.ALWAYS, 1, 3)),
            process("web", on("db", Condition.STARTED)));
    world.runUntil(10);
    world.submit(new Command.Stop(new Target.All()));
    world.after(100, () -> world.childEnds("db:db", 0));
    world.runUntil(60);
    assertEquals("STOPPED", state(world, "db"));
    assertEquals("STOPPED", state(world, "web"));
  }

  @Test
  void restartAll_goesDownAndComesUpInOrder() {
    SimulatedWorld world = world(process("db"), process("web", on("db", Condition.STARTED)));
    world.runUntil(10);
    world.history.clear();
    world.submit(new Command.Restart(new Target.All()));
    world.runUntil(60);
    assertEquals(
        List.of("web", "db", "db", "web"),
        world.history.stream()
            .filter(line -> line.contains("-> STOPPED") || line.contains("-> RUNNING"))
            .map(line -> line.split(" ", -1)[1])
            .toList());
    assertTrue(
        world.operations.getLast().done().join().stream()
            .allMatch(r -> r.fault() == Fault.SUCCESS));
  }

  @Test
  void shutdown_dependantOfAnEarlierGroupIsStoppedFirst() {
    ProcessSpec db = process("db");
    ProcessSpec web = process("web", on("db", Condition.STARTED));
    SimulatedWorld world =
        SimulatedWorld.calm(
            List.of(
                new GroupSpec("web", 1, new GroupSpec.Kind.Programs(), List.of(web)),
                new GroupSpec("db", 2, new GroupSpec.Kind.Programs(), List.of(db)),
                new GroupSpec("last", 3, new GroupSpec.Kind.Programs(), List.of(process("last")))));
    world.runUntil(10);
    world.send(Signal.TERM);
    world.runUntil(60);
    assertTrue(world.ended);
    assertEquals(List.of("last", "web", "db"), changes(world, "STOPPED"));
  }

  @Test
  void update_newDependantWaitsForNewDependency() {
    SimulatedWorld world = world(process("other"));
    world.runUntil(5);
    world.configure(
        groups(process("web", on("db", Condition.STARTED)), process("db"), process("other")));
    world.submit(new Command.Update(List.of()));
    world.runUntil(20);
    assertEquals(List.of("other", "db", "web"), changes(world, "RUNNING"));
    assertTrue(
        world.operations.getLast().done().join().stream()
            .allMatch(r -> r.fault() == Fault.SUCCESS));
  }

  private static ProcessSpec member(String group, String name, String command, Dependency... on) {
    ProcessSpec spec =
        Specs.process(group, name, Specs.start(Autorestart.UNEXPECTED, 1, 0), Specs.stop(10));
    return Specs.dependsOn(Specs.running(Specs.of(spec, group), command), List.of(on));
  }

  private static GroupSpec group(String name, ProcessSpec... processes) {
    return new GroupSpec(name, 999, new GroupSpec.Kind.Programs(), List.of(processes));
  }

  private static Operation.Verdict verdict(SimulatedWorld world) {
    return world.operations.getLast().progress().verdict().orElseThrow();
  }

  private static void stop(SimulatedWorld world, String name) {
    world.submit(new Command.Stop(new Target.One(name, name)));
  }

  @Test
  void scale_dependencyIsDown_newProcessWaitsUntilItIsUp() {
    Dependency db = on("db", Condition.STARTED);
    SimulatedWorld world =
        SimulatedWorld.calm(
            List.of(
                group("web", member("web", "p0", "v1", db)), group("db", process("db", BY_HAND))));
    world.runUntil(5);
    stop(world, "db");
    world.runUntil(20);
    world.history.clear();

    world.submit(new Command.Scale("web", 2));
    world.runUntil(40);

    assertEquals(List.of("db", "web:p1"), changes(world, "RUNNING"));
    assertEquals(Operation.Outcome.DONE, verdict(world).outcome());
  }

  @Test
  void rollingRestart_dependencyIsAtWork_waitsAndSaysSo() {
    ProcessSpec task = process("task", TASK);
    Dependency on = on("task", Condition.EXITED);
    SimulatedWorld world =
        SimulatedWorld.calm(
            List.of(group("web", member("web", "p0", "v1", on)), group("task", task)));
    world.runUntil(5);
    world.childEnds("task:task", 0);
    world.runUntil(10);
    world.submit(start("task"));
    world.runUntil(15);
    world.history.clear();

    world.submit(new Command.RollingRestart(new Target.Group("web")));
    world.runUntil(200);
    assertEquals(
        "waiting for dependencies",
        world.operations.getLast().progress().lines().getFirst().phase());
    assertEquals("STOPPED, waits for task (exited): task is RUNNING", state(world, "p0"));
    world.childEnds("task:task", 0);
    world.runUntil(220);

    assertEquals("RUNNING", state(world, "p0"));
    assertEquals(Operation.Outcome.DONE, verdict(world).outcome());
  }

  @Test
  void rollingUpdate_dependencyFails_goesBackWithASentenceThatNamesIt() {
    Dependency on = on("task", Condition.EXITED);
    StartRules once = new StartRules(false, Autorestart.NEVER, 0, 3, Set.of(0));
    GroupSpec task = group("task", process("task", once));
    SimulatedWorld world =
        SimulatedWorld.calm(List.of(group("web", member("web", "p0", "v1")), task));
    world.runUntil(5);
    world.configure(List.of(group("web", member("web", "p0", "v2", on)), task));
    world.submit(new Command.RollingUpdate(List.of("web")));
    world.after(4_000, () -> world.childEnds("task:task", 3));
    world.runUntil(60);

    assertEquals(Operation.Outcome.ROLLED_BACK, verdict(world).outcome());
    assertTrue(
        verdict(world)
            .reason()
            .startsWith(
                "web:p0 is not started: it waits for task (exited): task is EXITED, exit status 3"),
        () -> verdict(world).reason());
    assertEquals("RUNNING", state(world, "p0"));
  }

  @Test
  void scaleDown_whoWaitsIsRemoved_andIsNotStartedLater() {
    Dependency on = on("task", Condition.EXITED);
    SimulatedWorld world =
        SimulatedWorld.calm(
            List.of(
                group("web", member("web", "p0", "v1"), member("web", "p1", "v1", on)),
                group("task", process("task", TASK))));
    world.runUntil(5);
    world.submit(new Command.Scale("web", 1));
    world.runUntil(20);
    assertEquals(Operation.Outcome.DONE, verdict(world).outcome());
    int before = world.spawns;
    world.childEnds("task:task", 0);
    world.runUntil(40);
    assertEquals(before, world.spawns);
  }

  @Test
  void dependencyIsRolled_startOfDependantWaitsForIt() {
    SimulatedWorld world =
        SimulatedWorld.calm(
            List.of(
                group("db", member("db", "p0", "v1")),
                group("web", process("web", BY_HAND, on("db", Condition.STARTED)))));
    world.runUntil(5);
    world.submit(new Command.RollingRestart(new Target.Group("db")));
    world.submit(start("web"));
    world.runUntil(60);
    assertTrue(
        world.operations.stream()
            .flatMap(operation -> operation.done().join().stream())
            .allMatch(r -> r.fault() == Fault.SUCCESS),
        () -> String.join("\n", world.history));
    assertEquals("RUNNING", state(world, "web"));
  }

  private static ProcessSpec plugIn(
      String name, int priority, boolean inherits, DependentStartup.Wait... waits) {
    return Specs.serving(
        Specs.process(name, name, priority, BY_HAND, Specs.stop(10)),
        new Serving(
            Optional.empty(),
            Optional.empty(),
            60,
            List.of(),
            RollRules.DEFAULT,
            List.of(),
            Optional.of(new DependentStartup(List.of(waits), inherits))));
  }

  @Test
  void plugIn_startsWhatWaits_whenItsStatesHaveBeen_inOrderOfPriority() {
    var afterTask = new DependentStartup.Wait("task", Set.of(StateName.EXITED));
    var afterBoth = new DependentStartup.Wait("early", Set.of(StateName.RUNNING));
    SimulatedWorld world =
        world(
            plugIn("last", 5, false, afterTask, afterBoth),
            plugIn("late", 20, false, afterTask),
            plugIn("early", 10, false, afterTask),
            plugIn("heir", 999, true, afterTask),
            Specs.process("task", "task", 15, TASK, Specs.stop(10)));
    world.runUntil(5);
    assertEquals("STOPPED, waits for task (exited)", state(world, "late"));
    world.childEnds("task:task", 7);
    world.runUntil(20);
    assertEquals(List.of("task", "early", "heir", "late", "last"), changes(world, "STARTING"));
  }

  @Test
  void plugIn_startsOnce() {
    SimulatedWorld world = world(plugIn("web", 1, false));
    world.runUntil(5);
    world.submit(new Command.Stop(new Target.One("web", "web")));
    world.runUntil(20);
    assertEquals("STOPPED", state(world, "web"));
  }
}
