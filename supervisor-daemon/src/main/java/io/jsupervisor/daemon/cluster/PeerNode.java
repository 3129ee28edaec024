package io.jsupervisor.daemon.cluster;

import java.util.List;

/**
 * A machine of the fleet, as the store has it; every text is checked.
 *
 * @param address where others reach it
 * @param api the URL of its HTTP server; empty where others cannot reach one
 * @param version of its daemon
 * @param pid of its daemon
 * @param started in seconds since 1970, by its own clock
 * @param ttl seconds after which it is gone when it says nothing
 * @param proxies the programs that its proxies send requests to, on whatever machine they run
 * @param stale what is known of it may be old: the store is away, or it has not come back yet
 */
public record PeerNode(
    String name,
    String address,
    String api,
    String version,
    long pid,
    long started,
    long ttl,
    List<String> proxies,
    boolean stale) {
  public PeerNode {
    proxies = List.copyOf(proxies);
  }
}
