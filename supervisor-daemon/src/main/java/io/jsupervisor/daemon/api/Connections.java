package io.jsupervisor.daemon.api;

import io.javalin.http.Context;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.eclipse.jetty.ee10.servlet.ServletContextRequest;
import org.eclipse.jetty.io.SocketChannelEndPoint;

/** Whether a client is still there, where nothing may be written to find out. */
final class Connections {
  private Connections() {}

  /** True when the client has closed its side. Only for answers that end with their connection. */
  static boolean closed(Context request) throws IOException {
    var endPoint =
        ServletContextRequest.getServletContextRequest(request.req())
            .getConnectionMetaData()
            .getConnection()
            .getEndPoint();
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
