package io.jsupervisor.daemon.api;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;

/** Requests that never reach a handler (malformed, headers too long) get a problem too. */
final class JettyErrors extends ErrorHandler {
  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    int status = response.getStatus();
    Problem problem =
        switch (status) {
          case 404 -> Problem.notFound("there is nothing at this path; see GET /openapi.json");
          case 408 -> Problem.of("timeout", "Too slow", 408, "the request did not arrive in time");
          case 413, 414, 431 ->
              Problem.of("too-large", "Too large", status, "the request's head is too long");
          case 500 -> Problem.internal();
          default ->
              Problem.of("bad-request", "Bad request", status, "the request is not valid HTTP");
        };
    String path = request.getHttpURI().getPath();
    boolean classic = path != null && ClassicErrors.answers(path);
    response
        .getHeaders()
        .put(HttpHeader.CONTENT_TYPE, classic ? ClassicErrors.CONTENT_TYPE : Problem.CONTENT_TYPE);
    byte[] body =
        classic
            ? ClassicErrors.page(problem).getBytes(StandardCharsets.UTF_8)
            : Json.bytes(problem.json());
    response.write(true, ByteBuffer.wrap(body), callback);
    return true;
  }
}
