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
 * @param serving what the options come to
 * @param environment as {@code serving}, of the options about variables
 * @param options every extension option that was set, but host, port and protocol, by its name in
 *     the file, as text, expanded
 */
public record Extensions(
    Optional<String> host,
    OptionalInt port,
    String protocol,
    Serving serving,
    EnvironmentRules environment,
    Map<String, String> options) {
  /** No extension set. */
  public static final Extensions NONE =
      new Extensions(Optional.empty(), OptionalInt.empty(), "http", Serving.DEFAULT, Map.of());

  /** Without rules on variables. */
  public Extensions(
      Optional<String> host,
      OptionalInt port,
      String protocol,
      Serving serving,
      Map<String, String> options) {
    this(host, port, protocol, serving, EnvironmentRules.NONE, options);
  }

  public Extensions {
    options = Map.copyOf(options);
  }
}
