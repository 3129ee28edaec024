package io.jsupervisor.daemon.fleet;

import io.jsupervisor.daemon.config.GroupSpec;
import io.jsupervisor.daemon.core.ProcessSpec;
import java.io.IOException;
import java.util.List;
import java.util.stream.Collectors;

/** The configuration as the fleet needs it. Reads files: worker threads only, never the core. */
public interface ConfigSource {
  /** Reads and checks the files anew. */
  FleetDefinition load() throws Rejected;

  /**
   * The same before a reload of the daemon: also what only a new run would find, as it could not
   * begin.
   */
  default FleetDefinition loadToReload() throws Rejected {
    return load();
  }

  /**
   * The groups as read last, but with another number of processes for one program. Reads no file
   * but those that options name.
   *
   * @param program the name of its section
   * @throws Rejected when that many do not fit: their ports, their names
   */
  List<GroupSpec> scaled(String program, int numprocs) throws Rejected;

  /** What differs, by group name; pure. */
  ConfigChanges diff(List<GroupSpec> running, List<GroupSpec> loaded);

  /** Names, and for AUTO creates, the logs of a process whose group is about to be added. */
  ManagedProcess.LogFiles createLogs(ProcessSpec process) throws IOException;

  /** The files do not load. */
  final class Rejected extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient List<ConfigProblem> problems;

    /**
     * @param problems the errors among them; the message has a line for each
     */
    public Rejected(List<ConfigProblem> problems) {
      super(problems.stream().map(ConfigProblem::text).collect(Collectors.joining("\n")));
      this.problems = List.copyOf(problems);
    }

    public List<ConfigProblem> problems() {
      return problems;
    }

    /** What the one who asked is told. */
    public FaultException refusal() {
      return new FaultException(Fault.CANT_REREAD, getMessage(), problems);
    }
  }
}
