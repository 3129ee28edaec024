package io.jsupervisor.daemon.api;

import io.jsupervisor.daemon.cluster.Peers;
import io.jsupervisor.daemon.event.EventBus;
import io.jsupervisor.daemon.fleet.FleetControl;
import io.jsupervisor.daemon.fleet.HeldSocket;
import io.jsupervisor.daemon.os.Clock;
import io.jsupervisor.daemon.rpc.RpcServer;
import io.jsupervisor.daemon.streams.LogTaps;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What the API shows and asks.
 *
 * @param mainLog the daemon's own log; empty where it has no file
 * @param identifier of {@code [supervisord]}; read anew for each answer
 * @param configFile the path that was read
 * @param sockets the listeners that the daemon holds; asks the system
 * @param rpc the methods of the classic interface
 * @param version the product's version
 * @param classicVersion the release of the classic tool whose behaviour is given
 * @param apiVersion of the classic interface
 * @param pid of this process
 * @param peers other machines
 */
public record ApiContext(
    FleetControl fleet,
    LogTaps taps,
    EventBus events,
    Clock clock,
    Optional<Path> mainLog,
    Supplier<String> identifier,
    Supplier<String> configFile,
    ConfigView config,
    Supplier<List<HeldSocket>> sockets,
    RpcServer rpc,
    String version,
    String classicVersion,
    String apiVersion,
    long pid,
    Peers peers) {}
