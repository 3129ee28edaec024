package io.jsupervisor.daemon.api;

import io.jsupervisor.daemon.api.ServerSettings.Address;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.channels.ServerSocketChannel;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.http.HttpCompliance;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.handler.MinimumDataRateHandler;
import org.eclipse.jetty.util.HostPort;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.eclipse.jetty.util.thread.VirtualThreadPool;

/**
 * The servers of all sections. Binding is separate from serving: first every socket is had or the
 * start fails as a whole, then requests are answered.
 *
 * <p>Requests run on virtual threads, so their number is bounded by connections, not by platform
 * threads: Jetty's own pool holds only its selectors.
 */
public final class HttpServers implements AutoCloseable {
  private static final int BACKLOG = 1024;
  private static final int MOST_CONNECTIONS = 1024;
  private static final int HEADER_BYTES = 16 * 1024;
  private static final long IDLE_MILLIS = 30_000;
  private static final long STOP_MILLIS = 2_000;

  /** A body slower than this is given up, so that half-sent requests do not pile up. */
  private static final long LOWEST_BODY_BYTES_A_SECOND = 64;

  private final List<Listener> listeners;
  private long idleMillis = IDLE_MILLIS;
  private Server server;
  private ApiServer api;

  private record Listener(ServerSettings settings, ServerSocketChannel channel, Runnable closing) {}

  private HttpServers(List<Listener> listeners) {
    this.listeners = listeners;
  }

  /**
   * Opens the socket of every section, in order; when one cannot be had, none stays open.
   *
   * @param pid of this process, for the temporary name of unix sockets
   * @param stderr told about stale sockets
   */
  public static HttpServers bind(List<ServerSettings> sections, long pid, PrintStream stderr)
      throws ServerOpenException {
    HttpServers servers = new HttpServers(new ArrayList<>());
    try {
      for (ServerSettings settings : sections) {
        servers.listeners.add(
            switch (settings.address()) {
              case Address.Inet inet -> inet(settings, inet);
              case Address.Unix unix -> unix(settings, unix, pid, stderr);
            });
      }
    } catch (ServerOpenException failure) {
      servers.close();
      throw failure;
    }
    return servers;
  }

  private static Listener inet(ServerSettings settings, Address.Inet where)
      throws ServerOpenException {
    ServerSocketChannel channel = null;
    try {
      channel = ServerSocketChannel.open(StandardProtocolFamily.INET);
      channel.setOption(StandardSocketOptions.SO_REUSEADDR, true);
      InetAddress address =
          InetAddress.getByName(where.host().isEmpty() ? "0.0.0.0" : where.host());
      channel.bind(new InetSocketAddress(address, where.port()), BACKLOG);
      ServerSocketChannel bound = channel;
      return new Listener(settings, bound, () -> BindFault.close(bound));
    } catch (IOException failure) {
      BindFault.close(channel);
      throw BindFault.of(settings, failure);
    }
  }

  private static Listener unix(
      ServerSettings settings, Address.Unix where, long pid, PrintStream stderr)
      throws ServerOpenException {
    UnixSocketFile file = UnixSocketFile.open(settings, where, pid, stderr);
    return new Listener(settings, file.channel(), file::close);
  }

  /** The TCP ports that were bound, in the order of the sections; unix sockets have none. */
  public List<Integer> ports() {
    List<Integer> ports = new ArrayList<>();
    for (Listener listener : listeners) {
      try {
        if (listener.channel().getLocalAddress() instanceof InetSocketAddress inet) {
          ports.add(inet.getPort());
        }
      } catch (IOException closed) {
        // A closed server has no port.
      }
    }
    return List.copyOf(ports);
  }

  /** Silence after which a connection ends; to be set before {@link #serve}. */
  void idleMillis(long millis) {
    idleMillis = millis;
  }

  /** Begins to answer on every bound socket. */
  public void serve(ApiServer answers) throws ServerOpenException {
    api = answers;
    QueuedThreadPool pool = new QueuedThreadPool(2 * listeners.size() + 6, 2);
    pool.setName("http");
    pool.setDaemon(true);
    VirtualThreadPool virtual = new VirtualThreadPool(MOST_CONNECTIONS);
    virtual.setName("http-request");
    pool.setVirtualThreadsExecutor(virtual);
    server = new Server(pool);
    server.addBean(virtual, true);
    server.setStopTimeout(STOP_MILLIS);
    server.setErrorHandler(new JettyErrors());
    HttpConnectionFactory http = new LenientHttp(configuration());
    for (Listener listener : listeners) {
      BoundConnector connector =
          new BoundConnector(server, listener.settings(), listener.channel(), http);
      connector.setIdleTimeout(idleMillis);
      server.addConnector(connector);
    }
    server.addBean(new NetworkConnectionLimit(MOST_CONNECTIONS, server));
    ServletContextHandler context =
        new ServletContextHandler("/", ServletContextHandler.NO_SESSIONS);
    ServletHolder holder = new ServletHolder(answers.servlet());
    holder.setAsyncSupported(true);
    context.addServlet(holder, "/*");
    context.getServletHandler().setDecodeAmbiguousURIs(true);
    context.setErrorHandler(new JettyErrors());
    server.setHandler(new MinimumDataRateHandler(context, LOWEST_BODY_BYTES_A_SECOND, 0));
    try {
      server.start();
    } catch (Exception failure) {
      close();
      throw new ServerOpenException("Cannot open an HTTP server: " + failure.getMessage(), failure);
    }
  }

  private static HttpConfiguration configuration() {
    HttpConfiguration http = new HttpConfiguration();
    http.setSendServerVersion(false);
    // Where no Host is given, as in HTTP/1.0: a unix socket has no name of its own.
    http.setServerAuthority(new HostPort("localhost"));
    // Clients on a unix socket give its path as Host; what is answered, the gate decides.
    http.setHttpCompliance(
        HttpCompliance.RFC7230.with("classic", HttpCompliance.Violation.UNSAFE_HOST_HEADER));
    // A process may have a percent sign in its name; what is asked is taken apart before it is
    // decoded, and once.
    http.setUriCompliance(
        UriCompliance.DEFAULT.with("names", UriCompliance.Violation.AMBIGUOUS_PATH_ENCODING));
    http.setRequestHeaderSize(HEADER_BYTES);
    return http;
  }

  /** Ends streams, lets short answers finish for two seconds, and removes our sockets. */
  @Override
  public void close() {
    if (api != null) {
      api.endStreams();
    }
    if (server != null) {
      try {
        server.stop();
      } catch (Exception incomplete) {
        // Its sockets are closed below in any case.
      }
    }
    listeners.forEach(listener -> listener.closing().run());
    listeners.clear();
  }
}
