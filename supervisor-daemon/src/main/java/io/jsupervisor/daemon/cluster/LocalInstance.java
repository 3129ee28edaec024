package io.jsupervisor.daemon.cluster;

import io.jsupervisor.daemon.core.Namespec;

/**
 * A process of this daemon, to be published.
 *
 * @param host as configured; empty for every address of the machine
 * @param port 0 where it has none
 * @param version a digest of its definition
 * @param pid 0 when there is none
 * @param start in seconds since 1970; 0 when it does not run
 */
public record LocalInstance(
    Namespec process,
    String program,
    String statename,
    boolean ready,
    String host,
    int port,
    String protocol,
    int weight,
    String version,
    int pid,
    long start) {}
