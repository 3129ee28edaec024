package io.jsupervisor.daemon.core;

import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Options that only jsupervisor knows (the classic tool ignores them).
 *
 * @param host where the instance listens
 * @param port the port the instance listens on
 * @param protocol spoken on the port: http, uwsgi, fastcgi, scgi, tcp
 * @param options every other extension option that was set, by its name in the file, expanded
 */
public record Extensions(
    Optional<String> host, OptionalInt port, String protocol, Map<String, String> options) {
  /** No extension set. */
  public static final Extensions NONE =
      new Extensions(Optional.empty(), OptionalInt.empty(), "http", Map.of());

  public Extensions {
    options = Map.copyOf(options);
  }
}
