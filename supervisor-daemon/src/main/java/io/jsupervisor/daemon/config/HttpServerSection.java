package io.jsupervisor.daemon.config;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * {@code [inet_http_server]} or {@code [unix_http_server]}.
 *
 * @param section its name in the file
 * @param allowedHosts names a browser may call this server by, besides the obvious ones
 * @param readers passwords of users who may look and change nothing, by name
 */
public record HttpServerSection(
    String section,
    Address address,
    Optional<Credentials> credentials,
    List<String> allowedHosts,
    Map<String, String> readers) {
  public HttpServerSection {
    allowedHosts = List.copyOf(allowedHosts);
    readers = Map.copyOf(readers);
  }

  /** Where the server listens. */
  public sealed interface Address {
    /**
     * A port.
     *
     * @param host in lower case; empty means all IPv4 interfaces
     */
    record Inet(String host, int port) implements Address {}

    /**
     * A socket in the file system.
     *
     * @param path absolute
     * @param owner empty leaves the daemon's
     */
    record Unix(String path, int mode, Optional<Accounts.Owner> owner) implements Address {}
  }

  /**
   * What a client must know.
   *
   * @param username empty means that nothing is asked (a classic oddity)
   * @param password in clear, or {@code {SHA}} and 40 hex digits
   */
  public record Credentials(String username, String password) {}
}
