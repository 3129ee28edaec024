package io.jsupervisor.daemon.fleet;

import io.jsupervisor.daemon.cluster.Peers;
import io.jsupervisor.daemon.event.EventSerial;
import io.jsupervisor.daemon.log.DaemonLog;
import io.jsupervisor.daemon.os.Clock;
import io.jsupervisor.daemon.os.Doorbell;
import io.jsupervisor.daemon.os.Processes;
import io.jsupervisor.daemon.os.ServiceManager;
import io.jsupervisor.daemon.probe.Probes;
import io.jsupervisor.daemon.proxy.ProxyHost;
import io.jsupervisor.daemon.streams.Streams;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/**
 * What the core loop works with.
 *
 * @param listener hears what happens, before the event listeners do
 */
public record CoreParts(
    Machine machine,
    Streams streams,
    Launching launching,
    ConfigSource config,
    FleetListener listener,
    EventSource events,
    DaemonLog log,
    Network network) {

  /**
   * What the operating system gives.
   *
   * @param workers runs tasks that touch disks; must not be bounded by few threads, for a task may
   *     hang on a dead disk
   */
  public record Machine(
      Processes processes,
      Doorbell doorbell,
      Clock clock,
      Executor workers,
      ServiceManager manager) {}

  /** Who is spoken to besides the processes. */
  public record Network(Probes probes, ProxyHost proxies, Peers peers) {}

  /**
   * What events say of the daemon.
   *
   * @param serial goes on over a reload
   * @param identifier the name of the daemon
   */
  public record EventSource(EventSerial serial, Supplier<String> identifier) {}

  CoreParts heardBy(FleetListener everybody) {
    return new CoreParts(machine, streams, launching, config, everybody, events, log, network);
  }
}
