package io.jsupervisor.daemon.probe;

import java.time.Instant;

/**
 * One answer to a probe.
 *
 * @param good a yes
 * @param says what was heard, for people: {@code HTTP 200}, {@code connection refused}
 * @param at when it came
 * @param failed how many in a row were no, this one included; 0 for a yes
 */
public record ProbeAnswer(boolean good, String says, Instant at, int failed) {}
