package io.jsupervisor.daemon.main;

import io.jsupervisor.daemon.config.Check;
import io.jsupervisor.daemon.config.ConfigLoader;
import io.jsupervisor.daemon.config.Configuration;
import io.jsupervisor.daemon.config.DaemonOptions;
import io.jsupervisor.daemon.config.Problem;
import io.jsupervisor.daemon.config.Surroundings;
import io.jsupervisor.daemon.config.UsageException;
import io.jsupervisor.daemon.event.EventSerial;
import io.jsupervisor.daemon.fleet.FleetSnapshot.SupervisorState;
import io.jsupervisor.daemon.os.DaemonFacts;
import io.jsupervisor.daemon.os.ServiceManager;
import io.jsupervisor.daemon.os.posix.NotifyingManager;
import io.jsupervisor.daemon.os.posix.Platform;
import io.jsupervisor.daemon.os.posix.PosixDoorbell;
import io.jsupervisor.daemon.os.posix.PosixProcesses;
import io.jsupervisor.daemon.os.posix.PosixSockets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** {@code jsupervisord}. */
public final class Main {
  private static final int USAGE = 2;

  private Main() {}

  /** Exit codes: 0 after an orderly end, 2 for what the operator must mend, 1 for our defects. */
  public static void main(String[] args) {
    // halt: no shutdown hook has anything left to do, and a hung one must not keep the daemon
    // alive.
    Runtime.getRuntime().halt(run(List.of(args)));
  }

  static int run(List<String> args) {
    try {
      Surroundings surroundings =
          Surroundings.of(OwnEnvironment.restored(), Background.directory(), new MachineAccounts());
      DaemonOptions options = DaemonOptions.parse(args, surroundings);
      if (options.task() != DaemonOptions.Task.RUN) {
        return CheckMain.run(options, surroundings, System.out, System.err);
      }
      return start(options, surroundings);
    } catch (UsageException bad) {
      return CheckMain.usage(bad.getMessage(), System.err);
    } catch (StartException bad) {
      return CheckMain.usage(bad.getMessage(), System.err);
    } finally {
      System.out.flush();
      System.err.flush();
    }
  }

  private static int start(DaemonOptions options, Surroundings surroundings)
      throws UsageException, StartException {
    // Binding the C library takes as long as reading the configuration: both at once.
    var _ = Thread.ofPlatform().name("libc").daemon().start(Platform::refusal);
    String file = options.configFile(CheckMain.program(), surroundings);
    if (options.file().isEmpty() && surroundings.accounts().currentUid() == 0) {
      System.err.println(
          "UserWarning: Supervisord is running as root and it is searching for its configuration"
              + " file in default locations (including its current working directory); you probably"
              + " want to specify a \"-c\" argument specifying an absolute path to a configuration"
              + " file for improved security.");
    }
    Optional<Configuration> loaded = load(file, options, surroundings);
    if (loaded.isEmpty()) {
      return USAGE;
    }
    Optional<String> refusal = Platform.refusal();
    if (refusal.isPresent()) {
      throw new StartException(refusal.get());
    }
    Configuration configuration = loaded.get();
    boolean init = ProcessHandle.current().pid() == 1;
    // The end of PID 1 is the end of its container: it never goes to the background.
    boolean foreground = init || configuration.supervisord().nodaemon();
    try (PosixDoorbell doorbell = PosixDoorbell.open();
        PosixProcesses processes = new PosixProcesses(doorbell, init);
        HeldSockets sockets = new HeldSockets(new PosixSockets(), surroundings.accounts())) {
      if (!foreground && !Background.isHere()) {
        return Background.start(configuration, doorbell, processes);
      }
      return runUntilShutdown(configuration, options, surroundings, doorbell, processes, sockets);
    }
  }

  private static Optional<Configuration> load(
      String file, DaemonOptions options, Surroundings surroundings) {
    String absolute = surroundings.workingDirectory().resolve(file).toString();
    ConfigLoader.Loaded loaded = ConfigLoader.load(absolute, surroundings, options.overrides());
    if (!Background.isHere() || loaded.configuration().isEmpty()) {
      Check.printProblems(loaded, System.err);
    }
    if (loaded.configuration().isEmpty()) {
      CheckMain.usage(loaded.classicError().orElse("the configuration does not load"), System.err);
    }
    return loaded.configuration();
  }

  private static int runUntilShutdown(
      Configuration first,
      DaemonOptions options,
      Surroundings surroundings,
      PosixDoorbell doorbell,
      PosixProcesses processes,
      HeldSockets sockets)
      throws StartException {
    Configuration configuration = first;
    ServiceManager manager =
        NotifyingManager.of(
            DaemonFacts.ofThisProcess(Optional.empty()).environment(),
            ProcessHandle.current().pid());
    List<String> complaints = List.of();
    boolean again = false;
    Daemon.Lasting lasting =
        new Daemon.Lasting(
            surroundings,
            options.overrides(),
            doorbell,
            processes,
            manager,
            sockets,
            new EventSerial(),
            !Background.isHere(),
            Background::tellReady);
    while (true) {
      Daemon daemon = new Daemon(configuration, lasting, again, complaints);
      if (daemon.run() == SupervisorState.SHUTDOWN) {
        return daemon.exitCode();
      }
      again = true;
      // The files were checked before anything stopped; they may have changed again since.
      ConfigLoader.Loaded loaded =
          ConfigLoader.load(configuration.file(), surroundings, options.overrides());
      complaints = complaints(loaded);
      configuration = loaded.configuration().orElse(configuration);
    }
  }

  private static List<String> complaints(ConfigLoader.Loaded loaded) {
    if (loaded.configuration().isPresent()) {
      return List.of();
    }
    List<String> complaints = new ArrayList<>();
    loaded.problems().stream()
        .filter(problem -> problem.severity() == Problem.Severity.ERROR)
        .forEach(problem -> complaints.add(problem.text()));
    complaints.add(
        "the configuration became bad while everything stopped; the daemon goes on with the one"
            + " before (cure: mend the file, then reload)");
    return complaints;
  }
}
