package io.jsupervisor.daemon.config;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An {@code [upstream:x]}: what a proxy is told of the ready instances of some programs.
 *
 * @param programs whose instances it holds
 * @param proxy nginx, apache or haproxy
 * @param file the daemon writes; empty writes none ({@code jsupervisorctl upstream} prints it)
 * @param method round_robin, least_conn, ip_hash or random
 * @param testCommand run before the file counts; empty when there is none
 * @param reloadCommand tells the proxy to read the file; empty when there is none
 * @param settleSecs after which a proxy that cannot be watched counts as switched
 * @param options every option that was set, by its name in the file, expanded
 */
public record UpstreamSpec(
    String name,
    List<String> programs,
    String proxy,
    Optional<String> file,
    String method,
    Optional<String> testCommand,
    Optional<String> reloadCommand,
    long settleSecs,
    Map<String, String> options) {
  public UpstreamSpec {
    programs = List.copyOf(programs);
    options = Map.copyOf(options);
  }

  /** Whether it holds the instances of all machines of the fleet, not of this one alone. */
  public boolean isFleetWide() {
    return "fleet".equals(options.get("scope"));
  }

  /** Whether instances of other machines get requests only when none of this one can. */
  public boolean isRemoteBackup() {
    return "backup".equals(options.get("remote"));
  }

  /** What its instances speak, where it says so. */
  public Optional<String> protocol() {
    return Optional.ofNullable(options.get("protocol"));
  }
}
