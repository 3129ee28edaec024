package io.jsupervisor.daemon.proxy;

import io.jsupervisor.daemon.config.UpstreamSpec;
import java.util.List;

/** What a proxy is told of an upstream, in its own language. Pure: the same in, the same out. */
public final class UpstreamText {
  /** The proxies whose language is spoken. */
  public static final List<String> PROXIES = List.of("nginx", "apache", "haproxy");

  private UpstreamText() {}

  /**
   * The whole file.
   *
   * @param proxy one of {@link #PROXIES}; it may differ from the upstream's own
   * @throws IllegalArgumentException for another proxy
   */
  public static String of(UpstreamSpec upstream, String proxy, List<Instance> instances) {
    String name = identifier(upstream.name());
    String body =
        switch (proxy) {
          case "nginx" -> NginxUpstream.text(name, upstream.method(), instances);
          case "apache" -> ApacheBalancer.text(name, upstream.method(), instances);
          case "haproxy" -> HaproxyBackend.text(name, upstream.method(), instances);
          default ->
              throw new IllegalArgumentException(
                  '"' + proxy + "\" is not one of " + String.join(", ", PROXIES));
        };
    return "# Written by jsupervisor from [upstream:"
        + printable(upstream.name())
        + "]: what is changed here is lost.\n"
        + body;
  }

  /** A name that all proxies accept. */
  static String identifier(String name) {
    String safe = name.replaceAll("[^A-Za-z0-9_.-]", "_");
    return safe.isEmpty() ? "_" : safe;
  }

  /** Text that stays within its comment. */
  static String printable(String text) {
    return text.replaceAll("[^\\x20-\\x7e]", "?");
  }
}
