package io.jsupervisor.daemon.core;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

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
  private static final Set<String> TRUE = Set.of("true", "yes", "on", "1");

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

  /** Whether an option that is true or false was set to true; the words are the classic tool's. */
  public boolean isOn(String option) {
    return TRUE.contains(options.getOrDefault(option, "").strip().toLowerCase(Locale.ROOT));
  }
}
