package io.jsupervisor.daemon.fleet;

import io.jsupervisor.daemon.core.Dependency;
import io.jsupervisor.daemon.core.Dependency.Condition;
import io.jsupervisor.daemon.core.DependentStartup;
import io.jsupervisor.daemon.core.ProcessState;
import io.jsupervisor.daemon.core.StateName;
import io.jsupervisor.daemon.core.Ticks;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Who waits for whom, and for what. Looks only; core thread only. */
final class Dependencies {
  /** How the text of a process begins that is no longer about to be started. */
  static final String NOT_STARTED = "not started: it ";

  private static final DependentStartup NO_PLUG_IN = new DependentStartup(List.of(), false);

  private final Registry registry;

  Dependencies(Registry registry) {
    this.registry = registry;
  }

  /**
   * Something that a process still waits for.
   *
   * @param name as {@code depends_on} has it
   * @param on who is not yet as he should be; empty where nobody has that name
   */
  record Unmet(String name, Condition condition, Optional<ManagedProcess> on) {
    /** {@code waits for db (ready): db is STARTING}. */
    String sentence() {
      return "waits for " + missing();
    }

    /** {@code goes on without db (ready): db is FATAL}. */
    String lament() {
      return "goes on without " + missing();
    }

    private String missing() {
      return name
          + " ("
          + condition.name().toLowerCase(Locale.ROOT)
          + "): "
          + on.map(this::state).orElse("there is no process of that name");
    }

    private String state(ManagedProcess process) {
      String is = process.namespec().display() + " is " + process.shownAs();
      String more =
          switch (process.state()) {
            case ProcessState.Exited exited -> ", " + exited.status().text();
            case ProcessState.Running ignored when condition == Condition.READY ->
                notReady(process.readiness().why());
            case ProcessState.Stopped ignored -> whyStopped(process.waitsFor());
            default -> process.spawnerr().isEmpty() ? "" : ", " + process.spawnerr();
          };
      return is + more;
    }

    private static String notReady(String why) {
      return why.isEmpty()
          ? " and not ready"
          : why.startsWith("not ready") ? ", " + why : " and not ready: " + why;
    }

    private static String whyStopped(String waitsFor) {
      return waitsFor.isEmpty()
          ? ""
          : waitsFor.startsWith(NOT_STARTED) ? ", " + waitsFor : ", it waits too";
    }

    /** Up, but not as ready as it should be, for longer than it may take. */
    boolean isLate(Ticks now) {
      return deadline().filter(now::reached).isPresent();
    }

    /** When it is late, where it is up and only its readiness is missing. */
    Optional<Ticks> deadline() {
      return on.filter(process -> condition == Condition.READY)
          .filter(process -> process.state() instanceof ProcessState.Running)
          .map(
              process ->
                  process
                      .state()
                      .since()
                      .plusSeconds(process.spec.extensions().serving().readinessDeadlineSecs()));
    }
  }

  /** What {@code depends_on} of a process asks for and is not so now. */
  List<Unmet> unmet(ManagedProcess process) {
    List<Unmet> unmet = new ArrayList<>();
    for (Dependency dependency : process.spec.extensions().serving().dependsOn()) {
      List<ManagedProcess> named = registry.named(dependency.name());
      if (named.isEmpty()) {
        unmet.add(new Unmet(dependency.name(), dependency.condition(), Optional.empty()));
      }
      for (ManagedProcess on : named) {
        if (!isMet(dependency.condition(), on)) {
          unmet.add(new Unmet(dependency.name(), dependency.condition(), Optional.of(on)));
        }
      }
    }
    return unmet;
  }

  /**
   * Whether {@code dependant} waits, in one way or another, for what {@code process} does. Asked of
   * every dependant at every change, so it allocates nothing.
   */
  static boolean isAbout(ManagedProcess dependant, ManagedProcess process) {
    for (Dependency dependency : dependant.spec.extensions().serving().dependsOn()) {
      String name = dependency.name();
      if (name.equals(process.spec.program())
          || name.equals(process.group.name())
          || process.namespec().isQualified(name)) {
        return true;
      }
    }
    for (DependentStartup.Wait wait : plugIn(dependant).waitFor()) {
      if (wait.program().equals(process.spec.program())) {
        return true;
      }
    }
    return false;
  }

  /** Everybody whom {@code depends_on} of a process names. */
  List<ManagedProcess> of(ManagedProcess process) {
    return process.spec.extensions().serving().dependsOn().stream()
        .flatMap(dependency -> registry.named(dependency.name()).stream())
        .toList();
  }

  private static boolean isMet(Condition condition, ManagedProcess on) {
    return switch (condition) {
      case STARTED -> on.shownAs() == StateName.RUNNING;
      case READY -> on.shownAs() == StateName.RUNNING && on.readiness().ready();
      case EXITED ->
          on.state() instanceof ProcessState.Exited exited && exited.status().code() == 0;
    };
  }

  /** What the plug-in's options of a process ask for and has not happened; empty for nothing. */
  Optional<String> unmetPlugIn(ManagedProcess process) {
    for (DependentStartup.Wait wait : plugIn(process).waitFor()) {
      List<ManagedProcess> processes = registry.ofProgram(wait.program());
      boolean met =
          processes.isEmpty()
              || wait.states().stream()
                  .anyMatch(s -> processes.stream().allMatch(p -> p.hasBeen(s)));
      if (!met) {
        return Optional.of(
            "waits for "
                + wait.program()
                + " ("
                + String.join(
                    ", ",
                    wait.states().stream().map(s -> s.name().toLowerCase(Locale.ROOT)).toList())
                + ")");
      }
    }
    return Optional.empty();
  }

  /** How early a process is started among those that could be. */
  int priority(ManagedProcess process) {
    int own = process.spec.priority();
    DependentStartup startup = plugIn(process);
    if (!startup.inheritPriority()) {
      return own;
    }
    return startup.waitFor().stream()
        .flatMap(wait -> registry.ofProgram(wait.program()).stream())
        .mapToInt(on -> on.spec.priority())
        .reduce(own, Math::min);
  }

  private static DependentStartup plugIn(ManagedProcess process) {
    return process.spec.extensions().serving().dependentStartup().orElse(NO_PLUG_IN);
  }

  /** Whether the plug-in would start it. */
  static boolean isStartedByPlugIn(ManagedProcess process) {
    return !process.spec.start().autostart()
        && process.spec.extensions().serving().dependentStartup().isPresent();
  }

  /** For each of the processes, which others of them depend on it directly. */
  Map<ManagedProcess, Set<ManagedProcess>> dependants(List<ManagedProcess> among) {
    Set<ManagedProcess> known = new LinkedHashSet<>(among);
    Map<ManagedProcess, Set<ManagedProcess>> dependants = new HashMap<>();
    for (ManagedProcess dependant : among) {
      for (Dependency dependency : dependant.spec.extensions().serving().dependsOn()) {
        for (ManagedProcess on : registry.named(dependency.name())) {
          if (known.contains(on) && on != dependant) {
            dependants.computeIfAbsent(on, p -> new LinkedHashSet<>()).add(dependant);
          }
        }
      }
    }
    return dependants;
  }

  /**
   * The processes, and with them everybody unstopped who depends on one of them, in stages: nobody
   * is in a later stage than what he depends on. One stage where nobody depends on another.
   */
  List<List<ManagedProcess>> stopStages(List<ManagedProcess> processes) {
    List<ManagedProcess> everybody = new ArrayList<>(processes);
    registry.unstopped().stream()
        .filter(p -> !p.spec.extensions().serving().dependsOn().isEmpty())
        .filter(p -> !processes.contains(p))
        .forEach(everybody::add);
    Map<ManagedProcess, Set<ManagedProcess>> dependants = dependants(everybody);
    Set<ManagedProcess> wanted = new LinkedHashSet<>(processes);
    List<ManagedProcess> open = new ArrayList<>(processes);
    while (!open.isEmpty()) {
      for (ManagedProcess dependant : dependants.getOrDefault(open.removeLast(), Set.of())) {
        if (wanted.add(dependant)) {
          open.add(dependant);
        }
      }
    }
    List<List<ManagedProcess>> stages = new ArrayList<>();
    while (!wanted.isEmpty()) {
      List<ManagedProcess> stage =
          wanted.stream()
              .filter(
                  p -> dependants.getOrDefault(p, Set.of()).stream().noneMatch(wanted::contains))
              .toList();
      // There are no circles in a configuration that loads.
      stages.add(stage.isEmpty() ? List.copyOf(wanted) : stage);
      stages.getLast().forEach(wanted::remove);
    }
    return stages;
  }
}
