package io.jsupervisor.daemon.main;

import io.jsupervisor.common.Version;
import io.jsupervisor.daemon.api.ApiContext;
import io.jsupervisor.daemon.cluster.Peers;
import io.jsupervisor.daemon.config.Configuration;
import io.jsupervisor.daemon.event.EventBus;
import io.jsupervisor.daemon.fleet.CoreLoop;
import io.jsupervisor.daemon.fleet.CoreParts;
import io.jsupervisor.daemon.log.QueuedLog;
import io.jsupervisor.daemon.os.Clock;
import io.jsupervisor.daemon.os.DaemonFacts;
import io.jsupervisor.daemon.os.LaunchPlanner;
import io.jsupervisor.daemon.os.posix.DaemonIdentity;
import io.jsupervisor.daemon.probe.ProbeLoop;
import io.jsupervisor.daemon.proxy.SystemProxyHost;
import io.jsupervisor.daemon.rpc.RpcContext;
import io.jsupervisor.daemon.rpc.RpcServer;
import io.jsupervisor.daemon.streams.ConsoleForm;
import io.jsupervisor.daemon.streams.LineForm;
import io.jsupervisor.daemon.streams.LineQueue;
import io.jsupervisor.daemon.streams.OutputRouting;
import io.jsupervisor.daemon.streams.StreamLoop;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.ExecutorService;

/** Builds the core loop and the API of one run, with {@code new}. */
final class Assembly {
  private final Configuration configuration;
  private final Daemon.Lasting lasting;
  private final FleetConfig config;
  private final QueuedLog log;
  private final Clock clock;
  private final EventBus events;
  private final Peers peers;

  Assembly(
      Configuration configuration,
      Daemon.Lasting lasting,
      FleetConfig config,
      QueuedLog log,
      Clock clock,
      EventBus events,
      Peers peers) {
    this.configuration = configuration;
    this.lasting = lasting;
    this.config = config;
    this.log = log;
    this.clock = clock;
    this.events = events;
    this.peers = peers;
  }

  CoreLoop core(
      ExecutorService workers,
      StreamLoop streams,
      FastcgiSockets sockets,
      ProbeLoop probes,
      NotifyFolder notify) {
    LaunchPlanner planner =
        new LaunchPlanner(
            new DaemonFacts(
                lasting.surroundings().environment(),
                DaemonIdentity.uid(),
                Path.of("").toAbsolutePath(), // behind directory=, as the children's own
                ServerSections.url(configuration)),
            Path.of(configuration.supervisord().stateDir()));
    return new CoreLoop(
        new CoreParts(
            new CoreParts.Machine(
                lasting.processes(), lasting.doorbell(), clock, workers, lasting.manager()),
            new ReopeningStreams(streams, log),
            new FleetLaunching(planner, streams, sockets, lasting.held(), notify, log),
            config,
            new FleetEvents(events, clock),
            new CoreParts.EventSource(lasting.serial(), config::identifier),
            log,
            new CoreParts.Network(probes, new SystemProxyHost(), peers)));
  }

  /** Where the output of children goes besides their logs. */
  OutputRouting routing(CoreLoop core, LineQueue syslog, LineQueue journal) {
    return new OutputRouting(config::stripAnsi, syslog, core.outputListener(), journal, console());
  }

  private Optional<LineForm> console() {
    boolean times = configuration.supervisord().childrenOutputTimes();
    return switch (configuration.supervisord().childrenOutput()) {
      case RAW -> Optional.empty();
      case PREFIX -> Optional.of(ConsoleForm.prefixed(clock, times));
      case JSON -> Optional.of(ConsoleForm.json(clock, times));
    };
  }

  /** What the API of this run shows and asks. */
  ApiContext api(CoreLoop core, StreamLoop streams) {
    long pid = ProcessHandle.current().pid();
    String logfile = configuration.supervisord().logfile();
    return new ApiContext(
        core.control(),
        streams,
        events,
        clock,
        logfile.equals("syslog") ? Optional.empty() : Optional.of(Path.of(logfile)),
        config::identifier,
        configuration::file,
        config,
        lasting.held()::list,
        new RpcServer(
            new RpcContext(
                core.control(),
                clock,
                log,
                MainLogFile.of(configuration, log),
                config::identifier,
                config::groups,
                Version.CLASSIC,
                Version.CLASSIC_API,
                pid)),
        Version.PRODUCT,
        Version.CLASSIC,
        Version.CLASSIC_API,
        pid,
        peers);
  }
}
