package io.jsupervisor.daemon.api;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * One server section of the configuration.
 *
 * @param sectionName {@code inet_http_server}, {@code unix_http_server:2}, …
 */
public record ServerSettings(String sectionName, Address address, Access access) {

  /** Where it listens. */
  public sealed interface Address {
    /**
     * A TCP port.
     *
     * @param host empty is every IPv4 interface
     * @param port 0 picks a free one
     */
    record Inet(String host, int port) implements Address {
      @Override
      public String toString() {
        return host + ":" + port;
      }
    }

    /**
     * A socket in the file system.
     *
     * @param path absolute
     * @param chmod its permission bits
     * @param uid owner to give it to; empty leaves it
     * @param gid group to give it to; empty leaves it
     */
    record Unix(Path path, int chmod, OptionalInt uid, OptionalInt gid) implements Address {
      @Override
      public String toString() {
        return path.toString();
      }
    }
  }

  /**
   * Who may ask.
   *
   * @param owner who may do everything; empty where the section asks for no credentials
   * @param readers passwords of users who may look and change nothing, by name
   * @param allowedHosts names that requests may give as Host, besides the machine's own
   */
  public record Access(
      Optional<Login> owner, Map<String, String> readers, List<String> allowedHosts) {
    /** Everybody who gives a name of the machine as Host. */
    public static final Access OPEN = new Access(Optional.empty(), Map.of(), List.of());

    public Access {
      readers = Map.copyOf(readers);
      allowedHosts = List.copyOf(allowedHosts);
    }

    /** Without passwords. */
    @Override
    public String toString() {
      return owner + " and readers " + readers.keySet() + " by " + allowedHosts;
    }
  }

  /**
   * What a user proves who he is with.
   *
   * @param password in clear text, or {@code {SHA}} and the hex SHA-1; never logged
   */
  public record Login(String username, String password) {
    /** Without the password. */
    @Override
    public String toString() {
      return username;
    }
  }

  /** Without passwords. */
  @Override
  public String toString() {
    return "[" + sectionName + "] " + address;
  }
}
