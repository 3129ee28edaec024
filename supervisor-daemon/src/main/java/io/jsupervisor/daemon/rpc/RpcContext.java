package io.jsupervisor.daemon.rpc;

import io.jsupervisor.daemon.config.GroupSpec;
import io.jsupervisor.daemon.fleet.FleetControl;
import io.jsupervisor.daemon.log.DaemonLog;
import io.jsupervisor.daemon.os.Clock;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * What the methods show and ask.
 *
 * @param identifier of {@code [supervisord]}; read anew for each answer
 * @param configured the groups of the configuration that was read last
 * @param classicVersion the release of the classic tool whose behaviour is given
 * @param apiVersion of the classic interface
 * @param pid of this process
 */
public record RpcContext(
    FleetControl fleet,
    Clock clock,
    DaemonLog log,
    MainLog mainLog,
    Supplier<String> identifier,
    Supplier<List<GroupSpec>> configured,
    String classicVersion,
    String apiVersion,
    long pid) {
  /**
   * The daemon's own log.
   *
   * @param file empty where it has none
   * @param clear removes the file and begins it anew
   */
  public record MainLog(Optional<Path> file, Supplier<CompletableFuture<Void>> clear) {
    /** A daemon without a log file. */
    public static final MainLog NONE =
        new MainLog(Optional.empty(), () -> CompletableFuture.completedFuture(null));
  }
}
