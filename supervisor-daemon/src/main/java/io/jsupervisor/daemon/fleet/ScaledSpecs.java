package io.jsupervisor.daemon.fleet;

import io.jsupervisor.daemon.config.ConfigDiff;
import io.jsupervisor.daemon.config.GroupSpec;
import io.jsupervisor.daemon.core.Namespec;
import io.jsupervisor.daemon.core.ProcessSpec;
import io.jsupervisor.daemon.fleet.ManagedProcess.LogFiles;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** What rolls ask of the configuration; it is asked off the core. Core thread only. */
final class ScaledSpecs {
  /** A program with so many processes. */
  record SizeKey(String program, int numprocs) {}

  /**
   * How the configuration read last defines it.
   *
   * @param groups those with processes of the program
   * @param refused why that many do not fit; then there are no groups
   */
  record Read(List<GroupSpec> groups, Optional<String> refused) {
    /** Its processes by name, in the order of their definition. */
    Map<Namespec, ProcessSpec> of(String program) {
      Map<Namespec, ProcessSpec> found = new LinkedHashMap<>();
      for (GroupSpec group : groups) {
        if (!(group.kind() instanceof GroupSpec.Kind.Listeners)) {
          for (ProcessSpec process : group.processes()) {
            if (process.program().equals(program)) {
              found.put(process.namespec(), process);
            }
          }
        }
      }
      return found;
    }
  }

  private final Clockwork clockwork;
  private final ConfigSource config;

  ScaledSpecs(Clockwork clockwork, ConfigSource config) {
    this.clockwork = clockwork;
    this.config = config;
  }

  /** Asks for all of them, then goes on with what was read, on the core. */
  void read(Set<SizeKey> wanted, Consumer<Map<SizeKey, Read>> next) {
    if (wanted.isEmpty()) {
      next.accept(Map.of());
      return;
    }
    Set<SizeKey> keys = Set.copyOf(wanted);
    clockwork.offCore(
        () -> {
          Map<SizeKey, Read> all = new HashMap<>();
          keys.forEach(key -> all.put(key, read(key)));
          clockwork.post(() -> next.accept(all));
        });
  }

  private Read read(SizeKey key) {
    try {
      // Of each answer, which is a whole configuration, only what was asked about is kept.
      List<GroupSpec> groups =
          config.scaled(key.program(), key.numprocs()).stream()
              .filter(group -> has(group, key.program()))
              .toList();
      return new Read(groups, Optional.empty());
    } catch (ConfigSource.Rejected bad) {
      return new Read(List.of(), Optional.of(bad.getMessage()));
    }
  }

  private static boolean has(GroupSpec group, String program) {
    return group.processes().stream().anyMatch(process -> process.program().equals(program));
  }

  /** As what the processes that run were defined; for {@link #difference}. */
  static Set<SizeKey> asDefined(List<ManagedProcess> processes) {
    Set<SizeKey> keys = new HashSet<>();
    processes.forEach(p -> keys.add(new SizeKey(p.spec.program(), p.siblings)));
    return keys;
  }

  /** The first process that does not run as the configuration read last defines it. */
  static Optional<Namespec> difference(List<ManagedProcess> processes, Map<SizeKey, Read> read) {
    return processes.stream()
        .filter(p -> !isAsRead(p.definition(), read))
        .map(ManagedProcess::namespec)
        .findFirst();
  }

  /** Whether a process runs as defined, by the number of siblings it was defined with. */
  static boolean isAsRead(Definition running, Map<SizeKey, Read> read) {
    String program = running.spec().program();
    Read then = read.get(new SizeKey(program, running.siblings()));
    ProcessSpec now = then == null ? null : then.of(program).get(running.spec().namespec());
    return now != null && ConfigDiff.same(running.spec(), now);
  }

  /** Makes, off the core, the logs of what the plans define anew; then goes on on the core. */
  void withLogs(
      List<RollPlan> plans, Consumer<List<RollPlan>> next, Consumer<FaultException> failed) {
    clockwork.offCore(
        () -> {
          List<RollPlan> all = new ArrayList<>();
          try {
            for (RollPlan plan : plans) {
              Map<Namespec, LogFiles> logs = new HashMap<>();
              for (RollStep step : plan.steps().toList()) {
                if (step.after().isPresent()) {
                  logs.put(step.who(), logs(step));
                }
              }
              all.add(plan.map(s -> s.isRemove() ? s : s.withLogs(logs.get(s.who()))));
            }
          } catch (IOException e) {
            clockwork.post(
                () ->
                    failed.accept(
                        new FaultException(
                            Fault.FAILED, "cannot create an AUTO log: " + e.getMessage())));
            return;
          }
          clockwork.post(() -> next.accept(all));
        });
  }

  /** A process that keeps the places of its logs keeps their files. */
  private LogFiles logs(RollStep step) throws IOException {
    ProcessSpec after = step.after().orElseThrow().spec();
    if (step.before().isPresent()) {
      ProcessSpec before = step.before().get().spec();
      if (before.stdout().target().equals(after.stdout().target())
          && before.stderr().target().equals(after.stderr().target())
          && before.redirectStderr() == after.redirectStderr()) {
        return step.before().get().logs();
      }
    }
    return config.createLogs(after);
  }
}
