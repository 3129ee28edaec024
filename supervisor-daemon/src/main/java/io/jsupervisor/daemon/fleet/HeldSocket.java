package io.jsupervisor.daemon.fleet;

import java.util.Optional;
import java.util.OptionalInt;

/**
 * A listener that the daemon holds, for readers.
 *
 * @param listen the address it is bound to; where it could not be bound, the one asked for
 * @param waiting connections that nobody has accepted yet; empty where that is not known
 * @param problem why it is not bound, or not bound anew, as asked for last
 */
public record HeldSocket(
    String name,
    String listen,
    OptionalInt backlog,
    OptionalInt waiting,
    Optional<String> problem) {}
