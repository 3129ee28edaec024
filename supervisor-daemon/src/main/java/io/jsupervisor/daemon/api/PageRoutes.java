package io.jsupervisor.daemon.api;

import io.javalin.http.Context;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;

/**
 * The dashboard's files and the API's description. A fixed list: no name of a request ever becomes
 * a path. The page holds no data, so the same page is the sign-in page.
 */
final class PageRoutes {
  /** Nothing but our own files, and no inline script. */
  static final String POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self';"
          + " base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

  private final byte[] page = resource("/web-ui/index.html");

  List<Route> routes() {
    return List.of(
        Route.get("/", request -> show(request, 200)),
        file("/app.js", "/web-ui/app.js", "text/javascript; charset=utf-8"),
        file("/style.css", "/web-ui/style.css", "text/css; charset=utf-8"),
        file("/icon.svg", "/web-ui/icon.svg", "image/svg+xml"),
        file("/openapi.json", "/io/jsupervisor/daemon/api/openapi.json", "application/json"));
  }

  /** The page with status 401 and no challenge, so that the browser shows ours and not its own. */
  void signIn(Context request) {
    show(request, 401);
  }

  private void show(Context request, int status) {
    request
        .status(status)
        .header("Cache-Control", "no-store")
        .contentType("text/html; charset=utf-8")
        .result(page);
  }

  private static Route file(String path, String resource, String type) {
    byte[] bytes = resource(resource);
    return Route.get(
        path,
        request -> request.header("Cache-Control", "no-cache").contentType(type).result(bytes));
  }

  private static byte[] resource(String name) {
    try (InputStream in = PageRoutes.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException(name + " is missing from the build");
      }
      return in.readAllBytes();
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }
}
