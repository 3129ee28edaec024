package io.jsupervisor.daemon.api;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.eclipse.jetty.http.HostPortHttpField;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpGenerator;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.MetaData;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.internal.HttpConnection;

/**
 * HTTP that takes an empty {@code Host}, which Jetty refuses: the classic command line sends one
 * with {@code tail -f} over a unix socket. No browser does, so it is as good as no host at all. And
 * status 500 is called what everybody calls it: clients print the phrase.
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
    protected HttpGenerator newHttpGenerator() {
      return new UsualPhrase();
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

  private static final class UsualPhrase extends HttpGenerator {
    @Override
    public Result generateResponse(
        MetaData.Response answer,
        boolean head,
        ByteBuffer header,
        ByteBuffer chunk,
        ByteBuffer content,
        boolean last)
        throws IOException {
      MetaData.Response said =
          answer != null && answer.getStatus() == 500 && answer.getReason() == null
              ? internalError(answer)
              : answer;
      return super.generateResponse(said, head, header, chunk, content, last);
    }

    private static MetaData.Response internalError(MetaData.Response answer) {
      return new MetaData.Response(
          500,
          "Internal Server Error",
          answer.getHttpVersion(),
          answer.getHttpFields(),
          answer.getContentLength(),
          answer.getTrailersSupplier());
    }
  }
}
