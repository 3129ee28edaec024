package io.jsupervisor.daemon.config;

import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** Where a socket listens. */
sealed interface ListenAddress {
  /** The longest path a socket of Linux may have. */
  int LONGEST_PATH = 107;

  /** What is accepted, for messages. */
  String FORMS = "give host:port, :port, port, [v6 address]:port or an absolute path";

  /**
   * A TCP port.
   *
   * @param host lower case; empty for every IPv4 address of the machine, {@code ::} for every IPv6
   *     address, {@code *} for both
   */
  record Tcp(String host, int port) implements ListenAddress {
    @Override
    public String toString() {
      return host.isEmpty() || host.equals("*")
          ? "port " + port
          : (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }

    /** Whether both cannot be bound at once. */
    boolean clashes(Tcp other) {
      return port == other.port && (host.equals(other.host) || covers(other) || other.covers(this));
    }

    private boolean covers(Tcp other) {
      boolean ofIpv6 = other.host.contains(":");
      return switch (host) {
        case "*" -> true;
        case "" -> !ofIpv6;
        case "::" -> ofIpv6;
        default -> false;
      };
    }

    /** As most programs bind it: on {@code ::} they get IPv4 connections as well. */
    Tcp ofProgram() {
      return host.equals("::") ? new Tcp("*", port) : this;
    }
  }

  /** A socket file. */
  record Unix(String path) implements ListenAddress {
    @Override
    public String toString() {
      return path;
    }
  }

  /** Reads {@code listen} of a {@code [socket:x]}. */
  static ListenAddress parse(String text, PosixPaths paths) throws BadValueException {
    String address = text.strip();
    if (address.contains("/") || address.startsWith("~")) {
      return unix(address, paths);
    }
    int colon = address.lastIndexOf(':');
    String host = colon < 0 ? "" : address.substring(0, colon);
    boolean bracketed = host.startsWith("[") && host.endsWith("]");
    boolean strayColon = host.contains(":") && !bracketed;
    if (strayColon || host.chars().anyMatch(Character::isWhitespace)) {
      throw new BadValueException('"' + text + "\" is no address", FORMS);
    }
    try {
      return tcp(host, Numbers.port(address.substring(colon + 1)));
    } catch (BadValueException bad) {
      throw new BadValueException('"' + text + "\" has no port from 1 to 65535", FORMS);
    }
  }

  private static Unix unix(String text, PosixPaths paths) throws BadValueException {
    String path = paths.expandUser(text);
    if (!path.startsWith("/")) {
      throw new BadValueException(
          '"' + text + "\" is not an absolute path", "write %(here)s/" + text + " or /…");
    }
    if (path.getBytes(StandardCharsets.UTF_8).length > LONGEST_PATH) {
      throw new BadValueException(
          "a socket's path has at most " + LONGEST_PATH + " bytes", "choose a shorter one");
    }
    return new Unix(paths.absolute(path));
  }

  /** The address as it is compared: one word for each way to say the same. */
  static Tcp tcp(String host, int port) {
    String bare = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    return new Tcp(
        switch (bare.toLowerCase(Locale.ROOT)) {
          case "", "*", "0.0.0.0" -> "";
          case "localhost" -> "127.0.0.1";
          default -> bare.toLowerCase(Locale.ROOT);
        },
        port);
  }
}
