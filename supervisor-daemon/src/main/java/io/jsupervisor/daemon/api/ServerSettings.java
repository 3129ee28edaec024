package io.jsupervisor.daemon.api;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * One server section of the configuration.
 *
 * @param kind unix or inet
 * @param sectionName {@code inet_http_server}, {@code unix_http_server:2}, …
 * @param host inet: the address to listen on; empty is every IPv4 interface
 * @param port inet: 0 picks a free one
 * @param socket unix: the socket's path, absolute
 * @param chmod unix: permission bits of the socket
 * @param uid unix: owner to give it to; empty leaves it
 * @param gid unix: group to give it to; empty leaves it
 * @param username empty where the section asks for no credentials
 * @param password in clear text, or {@code {SHA}} and the hex SHA-1; never logged
 * @param allowedHosts names that requests may give as Host, besides the machine's own
 * @param readers passwords of users who may look and change nothing, by name
 */
public record ServerSettings(
    Kind kind,
    String sectionName,
    String host,
    int port,
    Optional<Path> socket,
    int chmod,
    OptionalInt uid,
    OptionalInt gid,
    Optional<String> username,
    Optional<String> password,
    List<String> allowedHosts,
    Map<String, String> readers) {
  /** Which address family. */
  public enum Kind {
    UNIX,
    INET
  }

  public ServerSettings {
    allowedHosts = List.copyOf(allowedHosts);
    readers = Map.copyOf(readers);
    if ((kind == Kind.UNIX) != socket.isPresent()) {
      throw new IllegalArgumentException(
          sectionName + ": a unix server has a socket path, an inet server none");
    }
    if (username.isPresent() != password.isPresent()) {
      throw new IllegalArgumentException(sectionName + ": username and password go together");
    }
  }

  /** A section for TCP without credentials. */
  public static ServerSettings inet(String sectionName, String host, int port) {
    return new ServerSettings(
        Kind.INET,
        sectionName,
        host,
        port,
        Optional.empty(),
        0,
        OptionalInt.empty(),
        OptionalInt.empty(),
        Optional.empty(),
        Optional.empty(),
        List.of(),
        Map.of());
  }

  /** A section for a unix socket without credentials. */
  public static ServerSettings unix(String sectionName, Path socket, int chmod) {
    return new ServerSettings(
        Kind.UNIX,
        sectionName,
        "",
        0,
        Optional.of(socket),
        chmod,
        OptionalInt.empty(),
        OptionalInt.empty(),
        Optional.empty(),
        Optional.empty(),
        List.of(),
        Map.of());
  }

  /** The same section with credentials. */
  public ServerSettings withCredentials(String user, String secret) {
    return new ServerSettings(
        kind,
        sectionName,
        host,
        port,
        socket,
        chmod,
        uid,
        gid,
        Optional.of(user),
        Optional.of(secret),
        allowedHosts,
        readers);
  }

  /** The same section that also answers to these names. */
  public ServerSettings withAllowedHosts(List<String> names) {
    return new ServerSettings(
        kind, sectionName, host, port, socket, chmod, uid, gid, username, password, names, readers);
  }

  /** The same section with users who may only look. */
  public ServerSettings withReaders(Map<String, String> users) {
    return new ServerSettings(
        kind,
        sectionName,
        host,
        port,
        socket,
        chmod,
        uid,
        gid,
        username,
        password,
        allowedHosts,
        users);
  }

  /** Without the password. */
  @Override
  public String toString() {
    return "[" + sectionName + "] " + socket.map(Path::toString).orElse(host + ":" + port);
  }
}
