package io.jsupervisor.daemon.config;

import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a {@code [socket:x]} listens, as it is bound. ({@link ListenAddress} is the form in which
 * sections are compared.)
 */
public sealed interface HeldAddress {
  /** A unix socket, by its absolute path. */
  record Unix(String path) implements HeldAddress {
    @Override
    public String toString() {
      return path;
    }
  }

  /**
   * A TCP port.
   *
   * @param host a name or an address, {@code 0.0.0.0} where none is written; an address of IPv6
   *     without brackets
   */
  record Tcp(String host, int port) implements HeldAddress {
    @Override
    public String toString() {
      return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }
  }

  /** {@code port}, {@code :port}, {@code host:port} or {@code [v6]:port}. */
  Pattern TCP = Pattern.compile("(?:(?:\\[([^\\[\\]]+)]|([^\\s:/\\[\\]]*)):)?(\\d+)");

  /** sun_path of unix(7) has 108 bytes, the last a zero. */
  int LONGEST_PATH = 107;

  /** What {@code listen} says. */
  static HeldAddress parse(String text) throws BadValueException {
    String stripped = text.strip();
    if (stripped.startsWith("/")) {
      int bytes = stripped.getBytes(StandardCharsets.UTF_8).length;
      if (bytes > LONGEST_PATH) {
        throw new BadValueException(
            "a path of " + bytes + " bytes, and a unix socket takes " + LONGEST_PATH,
            "use a shorter path");
      }
      return new Unix(stripped);
    }
    Matcher tcp = TCP.matcher(stripped);
    if (!tcp.matches()) {
      throw new BadValueException(
          '"' + text + "\" is no address to listen on",
          "give 127.0.0.1:8000, 8000, [::1]:8000 or /run/app.sock");
    }
    String v6 = tcp.group(1);
    String host =
        tcp.group(2) == null || tcp.group(2).isEmpty() || tcp.group(2).equals("*")
            ? "0.0.0.0"
            : tcp.group(2);
    return new Tcp(v6 == null ? host : v6, Numbers.port(tcp.group(3)));
  }
}
