package io.jsupervisor.ctl.http;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;

/**
 * Where a server listens, from a classic {@code serverurl}. What differs is a method of each kind
 * and not a switch over them, because the first such switch of a run costs 10 ms.
 */
public sealed interface Endpoint {
  /** A TCP port; the path of the URL plays no part, as with the classic tool. */
  record Tcp(String host, int port) implements Endpoint {
    private static final int CONNECT_TIMEOUT_MILLIS = 30_000;

    @Override
    public SocketChannel open() throws IOException {
      InetSocketAddress address = new InetSocketAddress(host, port);
      if (address.isUnresolved()) {
        throw new IOException("Name or service not known: " + host);
      }
      SocketChannel channel = SocketChannel.open();
      try {
        channel.socket().connect(address, CONNECT_TIMEOUT_MILLIS);
        channel.socket().setTcpNoDelay(true);
        return channel;
      } catch (IOException e) {
        channel.close();
        throw e;
      }
    }

    @Override
    public String hostHeader() {
      String literal = host.indexOf(':') >= 0 ? "[" + host + "]" : host;
      return port == 80 ? literal : literal + ":" + port;
    }
  }

  /** A unix stream socket. */
  record UnixSocket(String path) implements Endpoint {
    @Override
    public SocketChannel open() throws IOException {
      SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
      try {
        channel.connect(UnixDomainSocketAddress.of(path));
        return channel;
      } catch (IOException e) {
        channel.close();
        if (String.valueOf(e.getMessage()).contains("No such file")) {
          throw new ConnectFailure(
              ConnectFailure.Reason.MISSING, "[Errno 2] No such file or directory", e);
        }
        throw e;
      }
    }

    @Override
    public String hostHeader() {
      return "localhost";
    }
  }

  /** A new connection. */
  SocketChannel open() throws IOException;

  /** The value of the {@code Host} header. */
  String hostHeader();

  /**
   * @param serverurl {@code http://host[:port]} (port 80 when absent) or {@code unix:///path}
   * @throws IllegalArgumentException for another scheme, or when there is no host or no good port
   */
  static Endpoint of(String serverurl) {
    if (serverurl.startsWith("unix://")) {
      return new UnixSocket(serverurl.substring("unix://".length()));
    }
    if (!serverurl.startsWith("http://")) {
      throw new IllegalArgumentException("Unknown protocol for serverurl " + serverurl);
    }
    try {
      URI url = new URI(serverurl).parseServerAuthority();
      String host = url.getHost();
      if (host != null && url.getPort() <= 65535) {
        boolean bracketed = host.startsWith("[");
        return new Tcp(
            bracketed ? host.substring(1, host.length() - 1) : host,
            url.getPort() < 0 ? 80 : url.getPort());
      }
    } catch (URISyntaxException _) {
      // Falls through to the one sentence that covers all of these.
    }
    throw new IllegalArgumentException(
        "serverurl " + serverurl + " has no usable host and port (example: http://127.0.0.1:9001)");
  }
}
