package io.jsupervisor.daemon.fleet;

import io.jsupervisor.daemon.core.Ticks;

/**
 * Whether a process serves.
 *
 * @param since when it last changed
 * @param why it is not ready, for people; empty when it is
 */
public record Readiness(boolean ready, Ticks since, String why) {}
