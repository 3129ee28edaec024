package io.jsupervisor.daemon.core;

/**
 * How a process is stopped.
 *
 * @param stopwaitsecs seconds from the stop signal to SIGKILL, and between two SIGKILLs
 * @param stopasgroup the stop signal goes to the whole process group
 * @param killasgroup SIGKILL goes to the whole process group
 */
public record StopRules(
    Signal stopsignal, long stopwaitsecs, boolean stopasgroup, boolean killasgroup) {}
