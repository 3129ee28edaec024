package io.jsupervisor.daemon.cluster;

import io.jsupervisor.daemon.core.Namespec;

/**
 * A process of some node, as the store has it; every text is checked.
 *
 * @param program the section that defines it
 * @param statename as in {@code status}
 * @param ready it serves, and is not being taken out
 * @param leaving it is being taken out of the proxies
 * @param host where it can be connected to; empty where other machines cannot
 * @param port 0 where it has none
 * @param protocol http, uwsgi, fastcgi, scgi or tcp
 * @param weight 1 to 100
 * @param version a digest of its definition
 * @param pid 0 when there is none
 * @param start of the process in seconds since 1970; 0 when there is none
 * @param revision of the store at which it was written last
 */
public record PeerInstance(
    String node,
    Namespec process,
    String program,
    String statename,
    boolean ready,
    boolean leaving,
    String host,
    int port,
    String protocol,
    int weight,
    String version,
    int pid,
    long start,
    long revision) {}
