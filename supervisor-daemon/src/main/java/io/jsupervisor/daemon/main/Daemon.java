package io.jsupervisor.daemon.main;

import io.jsupervisor.daemon.api.ApiServer;
import io.jsupervisor.daemon.api.HttpServers;
import io.jsupervisor.daemon.api.ServerOpenException;
import io.jsupervisor.daemon.api.ServerSettings;
import io.jsupervisor.daemon.config.Configuration;
import io.jsupervisor.daemon.config.DaemonOptions;
import io.jsupervisor.daemon.config.FleetSpec;
import io.jsupervisor.daemon.config.RpcInterfaceSection;
import io.jsupervisor.daemon.config.SocketSpec;
import io.jsupervisor.daemon.config.SupervisordSection;
import io.jsupervisor.daemon.config.Surroundings;
import io.jsupervisor.daemon.event.EventBus;
import io.jsupervisor.daemon.event.EventSerial;
import io.jsupervisor.daemon.fleet.CoreLoop;
import io.jsupervisor.daemon.fleet.FleetSnapshot.SupervisorState;
import io.jsupervisor.daemon.log.DaemonLog;
import io.jsupervisor.daemon.log.QueuedLog;
import io.jsupervisor.daemon.os.Clock;
import io.jsupervisor.daemon.os.ServiceManager;
import io.jsupervisor.daemon.os.posix.DaemonIdentity;
import io.jsupervisor.daemon.os.posix.EpollPipes;
import io.jsupervisor.daemon.os.posix.JournalSocket;
import io.jsupervisor.daemon.os.posix.PosixDoorbell;
import io.jsupervisor.daemon.os.posix.PosixProcesses;
import io.jsupervisor.daemon.os.posix.PosixSockets;
import io.jsupervisor.daemon.os.posix.SockDiag;
import io.jsupervisor.daemon.os.posix.SyslogSocket;
import io.jsupervisor.daemon.probe.ProbeLoop;
import io.jsupervisor.daemon.streams.AutoLogs;
import io.jsupervisor.daemon.streams.LineQueue;
import io.jsupervisor.daemon.streams.StreamLoop;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * One run of the daemon, from a configuration that is good to the last process stopped: builds
 * everything with {@code new}, in the order in which the classic tool does (spec section 6), and
 * takes it apart in reverse. A reload is another run in the same process.
 */
final class Daemon {
  /** How long the end waits for disks that do not answer. */
  private static final long PATIENCE_SECONDS = 5;

  private final Configuration configuration;
  private final Lasting lasting;
  private final boolean again;
  private final List<String> complaints;
  private final long pid = ProcessHandle.current().pid();
  private int exitCode;

  /**
   * What outlives a run, as the process does.
   *
   * @param held what is bound stays so
   * @param serial of the events of all runs
   * @param ready told once the control sockets answer
   */
  record Lasting(
      Surroundings surroundings,
      DaemonOptions.Overrides overrides,
      PosixDoorbell doorbell,
      PosixProcesses processes,
      ServiceManager manager,
      HeldSockets held,
      EventSerial serial,
      boolean foreground,
      Runnable ready) {}

  /**
   * @param again this is not the first run of this process
   * @param complaints errors for the main log of this run
   */
  Daemon(Configuration configuration, Lasting lasting, boolean again, List<String> complaints) {
    this.configuration = configuration;
    this.lasting = lasting;
    this.again = again;
    this.complaints = List.copyOf(complaints);
  }

  /**
   * Runs until everything is stopped.
   *
   * @return SHUTDOWN, or RESTARTING to be run again
   * @throws StartException when it cannot start; then nothing was started
   */
  SupervisorState run() throws StartException {
    List<String> criticals = new ArrayList<>();
    List<String> infos = new ArrayList<>(configuration.infos());
    Privileges.become(configuration.supervisord().user(), criticals, infos);
    Minimums.reach(configuration, infos);
    MainLogOpening mainLog =
        new MainLogOpening(configuration.supervisord(), lasting.surroundings());
    try (QueuedLog log = mainLog.open(lasting.foreground())) {
      criticals.forEach(log::critical);
      configuration.warnings().forEach(log::warn);
      infos.forEach(log::info);
      complaints.forEach(log::error);
      mainLog.tellUnrotated(log);
      AutoLogs autoLogs = autoLogs(log);
      List<ServerSettings> sections = ServerSections.settings(configuration);
      try (FastcgiSockets sockets = new FastcgiSockets(new PosixSockets(), log)) {
        sockets.check(configuration.groups());
        holdSockets(log);
        return bindAndServe(log, autoLogs, sections, sockets);
      } catch (StartException failure) {
        if (again) {
          // Whoever started us has gone: nobody reads our stderr.
          log.critical(failure.getMessage());
        }
        throw failure;
      }
    }
  }

  /** What the daemon is to end with: 0, or what an essential program decided. */
  int exitCode() {
    return exitCode;
  }

  /** What a reload cannot bind must not end a daemon that has been running for long. */
  private void holdSockets(DaemonLog log) throws StartException {
    List<SocketSpec> wanted = configuration.sockets();
    lasting.held().release(wanted, log);
    for (String why : lasting.held().hold(wanted, socket -> true, log).refused().values()) {
      if (!again) {
        throw new StartException(why);
      }
      log.critical(why);
    }
  }

  private SupervisorState bindAndServe(
      QueuedLog log, AutoLogs autoLogs, List<ServerSettings> sections, FastcgiSockets sockets)
      throws StartException {
    try (HttpServers servers = bind(sections)) {
      return serve(log, autoLogs, sections, servers, sockets);
    } catch (ServerOpenException failure) {
      throw new StartException(failure.getMessage());
    }
  }

  private HttpServers bind(List<ServerSettings> sections) throws ServerOpenException {
    return HttpServers.bind(sections, pid, System.err);
  }

  private AutoLogs autoLogs(DaemonLog log) {
    SupervisordSection section = configuration.supervisord();
    AutoLogs autoLogs = new AutoLogs(Path.of(section.childlogdir()), section.identifier());
    if (!section.nocleanup()) {
      try {
        autoLogs.clean().forEach(kept -> log.warn("Failed to clean up '" + kept + "'"));
      } catch (IOException e) {
        log.warn("Could not clear childlog dir");
      }
    }
    return autoLogs;
  }

  private SupervisorState serve(
      QueuedLog log,
      AutoLogs autoLogs,
      List<ServerSettings> sections,
      HttpServers servers,
      FastcgiSockets sockets)
      throws StartException {
    Clock clock = Clock.SYSTEM;
    tellServers(log, sections);
    if (!lasting.doorbell().signalWarning().isEmpty()) {
      log.warn(lasting.doorbell().signalWarning());
    }
    if (!lasting.foreground()) {
      log.info("daemonizing the supervisord process");
      if (!again) {
        DaemonIdentity.umask(configuration.supervisord().umask());
      }
      configuration
          .supervisord()
          .directory()
          .ifPresent(directory -> log.info("set current directory: '" + directory + "'"));
    }
    PidFile pidFile = new PidFile(Path.of(configuration.supervisord().pidfile()), pid);
    pidFile.write(log);
    EventBus events = new EventBus(clock.wall().toEpochMilli() * 1000);
    FleetConfig config =
        new FleetConfig(configuration, lasting.surroundings(), lasting.overrides(), autoLogs, log);
    ExecutorService workers = Executors.newVirtualThreadPerTaskExecutor();
    try (LineQueue syslog =
            LineQueue.syslog(new SyslogSocket(LogSinks.SYSLOG, clock), clock, log::warn);
        LineQueue journal =
            LineQueue.journal(new JournalSocket(LogSinks.JOURNAL), clock, log::warn);
        StreamLoop streams = StreamLoop.start(new EpollPipes(), clock, log::warn);
        ProbeLoop probes = ProbeLoop.open(clock, workers, new SockDiag(clock), log::warn);
        NotifyFolder notify = new NotifyFolder(log);
        Membership membership = membership(log, clock)) {
      Assembly assembly =
          new Assembly(configuration, lasting, config, log, clock, events, membership.peers());
      CoreLoop core = assembly.core(workers, streams, sockets, probes, notify);
      notify.hearBy(core::heard);
      config.showing(core::snapshot);
      streams.routeTo(assembly.routing(core, syslog, journal));
      core.begin(FleetConfig.definition(configuration));
      membership.begin(core::snapshot, core::peersChanged);
      HttpStart http = new HttpStart(log);
      http.begin(
          () -> {
            HttpStart.after(core.firstSpawns());
            servers.serve(new ApiServer(assembly.api(core, streams)));
            core.listens();
          },
          lasting.ready(),
          () -> {
            var ignored = core.control().shutdown();
          });
      try {
        SupervisorState next = core.run();
        http.check();
        exitCode = core.exitCode().orElse(0);
        return next;
      } finally {
        servers.close();
        pidFile.remove();
      }
    } finally {
      end(workers);
    }
  }

  /** Not for ever, as its own close does: a log on a dead disk may never open. */
  private static void end(ExecutorService workers) {
    workers.shutdown();
    try {
      boolean ignored = workers.awaitTermination(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  /** Without a [fleet] nothing is looked for, loaded or started. */
  private Membership membership(DaemonLog log, Clock clock) throws StartException {
    Optional<FleetSpec> fleet = configuration.fleet(lasting.surroundings().hostname());
    if (fleet.isEmpty()) {
      return Membership.NONE;
    }
    try {
      return Membership.of(fleet.get(), configuration, clock, log, pid, again);
    } catch (StartException unusable) {
      if (!again) {
        throw unusable;
      }
      // The package has changed since the reload was granted: programs matter more.
      log.critical(unusable.getMessage() + "; going on without the fleet");
      return Membership.NONE;
    }
  }

  private void tellServers(DaemonLog log, List<ServerSettings> sections) {
    for (ServerSettings section : sections) {
      for (RpcInterfaceSection rpc : configuration.rpcInterfaces()) {
        log.info("RPC interface '" + rpc.name() + "' initialized");
      }
      if (section.access().owner().isEmpty()) {
        log.critical(
            "Server '"
                + section.sectionName()
                + "' running without any HTTP authentication checking");
      }
    }
  }
}
