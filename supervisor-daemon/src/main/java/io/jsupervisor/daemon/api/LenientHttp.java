package io.jsupervisor.daemon.api;

import org.eclipse.jetty.http.HostPortHttpField;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.internal.HttpConnection;

/**
 * HTTP that takes an empty {@code Host}, which Jetty refuses: the classic command line sends one
 * with {@code tail -f} over a unix socket. No browser does, so it is as good as no host at all.
 */
final class LenientHttp extends HttpConnectionFactory {
  private static final HttpField LOCAL = new HostPortHttpField("localhost");

  LenientHttp(HttpConfiguration configuration) {
    super(configuration);
  }

  @Override
  public Connection newConnection(Connector connector, EndPoint endPoint) {
    HttpConnection connection = new Lenient(getHttpConfiguration(), connector, endPoint);
    return configure(connection, connector, endPoint);
  }

  private static final class Lenient extends HttpConnection {
    Lenient(HttpConfiguration configuration, Connector connector, EndPoint endPoint) {
      super(configuration, connector, endPoint);
    }

    @Override
    protected RequestHandler newRequestHandler() {
      return new RequestHandler() {
        @Override
        public void parsedHeader(HttpField field) {
          String value = field.getValue();
          boolean blankHost =
              field.getHeader() == HttpHeader.HOST && (value == null || value.isBlank());
          super.parsedHeader(blankHost ? LOCAL : field);
        }
      };
    }
  }
}
