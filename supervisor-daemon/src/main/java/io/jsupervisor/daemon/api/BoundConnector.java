package io.jsupervisor.daemon.api;

import java.io.IOException;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.concurrent.Executor;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.ManagedSelector;
import org.eclipse.jetty.io.SelectorManager;
import org.eclipse.jetty.io.SocketChannelEndPoint;
import org.eclipse.jetty.server.AbstractConnector;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.internal.HttpConnection;
import org.eclipse.jetty.util.thread.Scheduler;

/**
 * Serves a channel that is already bound, TCP or unix. Jetty's own connectors bind by themselves
 * when they start, and for unix sockets offer no other way; we must know that every socket can be
 * had before anything starts.
 */
final class BoundConnector extends AbstractConnector {
  private final ServerSettings settings;
  private final ServerSocketChannel listener;
  private final Selectors selectors;

  BoundConnector(
      Server server,
      ServerSettings settings,
      ServerSocketChannel listener,
      HttpConnectionFactory http) {
    super(server, null, null, null, 0, http);
    this.settings = settings;
    this.listener = listener;
    this.selectors = new Selectors(getExecutor(), getScheduler());
    installBean(selectors, true);
    setName(settings.sectionName());
  }

  /** The section that a request came in by. */
  ServerSettings settings() {
    return settings;
  }

  @Override
  protected void doStart() throws Exception {
    for (SelectorManager.SelectorManagerListener listening :
        getBeans(SelectorManager.SelectorManagerListener.class)) {
      selectors.addEventListener(listening);
    }
    super.doStart();
    listener.configureBlocking(false);
    selectors.acceptor(listener);
  }

  @Override
  protected void doStop() throws Exception {
    listener.close();
    super.doStop();
  }

  @Override
  public Object getTransport() {
    return listener;
  }

  @Override
  protected void accept(int acceptor) throws IOException {
    throw new UnsupportedOperationException("the selector accepts");
  }

  /** A request's head has the idle time to arrive in full: bytes that drip do not prolong it. */
  private static final class HastyEndPoint extends SocketChannelEndPoint {
    HastyEndPoint(
        SocketChannel channel, ManagedSelector selector, SelectionKey key, Scheduler scheduler) {
      super(channel, selector, key, scheduler);
    }

    @Override
    public void notIdle() {
      if (!(getConnection() instanceof HttpConnection http) || !http.getParser().inHeaderState()) {
        super.notIdle();
      }
    }
  }

  /** Jetty's loop over the connections of this server. */
  private final class Selectors extends SelectorManager {
    Selectors(Executor executor, Scheduler scheduler) {
      super(executor, scheduler, 1);
    }

    @Override
    protected void accepted(SelectableChannel channel) throws IOException {
      SocketChannel client = (SocketChannel) channel;
      client.configureBlocking(false);
      if (!(client.getLocalAddress() instanceof UnixDomainSocketAddress)) {
        client.setOption(StandardSocketOptions.TCP_NODELAY, true);
      }
      accept(client);
    }

    @Override
    protected EndPoint newEndPoint(
        SelectableChannel channel, ManagedSelector selector, SelectionKey key) {
      SocketChannelEndPoint endPoint =
          new HastyEndPoint((SocketChannel) channel, selector, key, getScheduler());
      endPoint.setIdleTimeout(getIdleTimeout());
      return endPoint;
    }

    @Override
    public Connection newConnection(
        SelectableChannel channel, EndPoint endPoint, Object attachment) {
      return getDefaultConnectionFactory().newConnection(BoundConnector.this, endPoint);
    }

    @Override
    protected void endPointOpened(EndPoint endpoint) {
      super.endPointOpened(endpoint);
      onEndPointOpened(endpoint);
    }

    @Override
    protected void endPointClosed(EndPoint endpoint) {
      onEndPointClosed(endpoint);
      super.endPointClosed(endpoint);
    }
  }
}
