package io.jsupervisor.daemon.api;

import io.javalin.http.Context;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.eclipse.jetty.ee10.servlet.ServletContextRequest;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.IdleTimeout;
import org.eclipse.jetty.io.SocketChannelEndPoint;

/** Whether a client is still there, where nothing may be written to find out. */
final class Connections {
  private Connections() {}

  /**
   * Sets the silence after which the connection ends; 0 is never. A tail has nothing to say while
   * its log is quiet, but a client that takes nothing must not hold its place for ever.
   *
   * @return what it was
   */
  static long idleMillis(Context request, long millis) {
    EndPoint endPoint = endPoint(request);
    long before = endPoint.getIdleTimeout();
    endPoint.setIdleTimeout(millis);
    return before;
  }

  /** The head has arrived: the time to be silent begins anew. */
  static void headArrived(Context request) {
    if (endPoint(request) instanceof IdleTimeout counted) {
      counted.notIdle();
    }
  }

  private static EndPoint endPoint(Context request) {
    return ServletContextRequest.getServletContextRequest(request.req())
        .getConnectionMetaData()
        .getConnection()
        .getEndPoint();
  }

  /** True when the client has closed its side. Only for answers that end with their connection. */
  static boolean closed(Context request) throws IOException {
    EndPoint endPoint = endPoint(request);
    if (!endPoint.isOpen()) {
      return true;
    }
    if (endPoint instanceof SocketChannelEndPoint socket) {
      // A request that follows on this connection would be lost, but a tail never ends to serve it.
      return socket.getChannel().read(ByteBuffer.allocate(1)) < 0;
    }
    return false;
  }
}
