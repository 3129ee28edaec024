package io.jsupervisor.daemon.api;

import io.javalin.http.Context;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The dashboard's files and the API's description. A fixed list that the build wrote: no name of a
 * request ever becomes a path. The page holds no data, so the same page is the sign-in page. Files
 * are read when first asked for: a daemon that nobody looks at pays nothing.
 */
final class PageRoutes {
  /** Nothing but our own files, and no inline script or style. */
  static final String POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self';"
          + " base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

  /** Where the page's own files are; open to everybody, as the sign-in page is made of them. */
  static final String ASSETS = "/ui/";

  private static final String PAGE = "/web-ui/index.html";
  private static final String DESCRIPTION = "/io/jsupervisor/daemon/api/openapi.json";

  private final Set<String> names = new LinkedHashSet<>();
  private final Map<String, PageFile> files = new ConcurrentHashMap<>();

  PageRoutes() {
    String list = new String(PageFile.read("/web-ui/files.txt"), StandardCharsets.UTF_8);
    list.lines().filter(line -> !line.isBlank()).forEach(names::add);
  }

  List<Route> routes() {
    return List.of(
        Route.get("/", request -> show(request, 200)),
        Route.get(ASSETS + "{file}", this::asset),
        Route.get(ASSETS + "{folder}/{file}", this::asset),
        Route.get("/openapi.json", request -> file(DESCRIPTION).answer(request)));
  }

  /** The page with status 401 and no challenge, so that the browser shows ours and not its own. */
  void signIn(Context request) {
    show(request, 401);
  }

  private void asset(Context request) throws IOException {
    String name = request.path().substring(ASSETS.length());
    if (!names.contains(name)) {
      throw Problem.notFound("the dashboard has no file of this name; reload the page").refusal();
    }
    file("/web-ui/" + name).answer(request);
  }

  /** The page names its files relative to where it is, so that it works below any path. */
  private void show(Context request, int status) {
    String text = new String(file(PAGE).bytes(), StandardCharsets.UTF_8);
    String up = "../".repeat((int) request.path().chars().filter(c -> c == '/').count() - 1);
    request
        .status(status)
        .header("Cache-Control", "no-store")
        .contentType("text/html; charset=utf-8")
        .result(text.replace("=\"ui/", "=\"" + up + "ui/"));
  }

  private PageFile file(String resource) {
    return files.computeIfAbsent(resource, PageFile::of);
  }
}
