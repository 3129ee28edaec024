package io.jsupervisor.daemon.api;

import io.javalin.http.Handler;

/**
 * One thing that can be asked.
 *
 * @param method GET, POST or DELETE
 * @param path with {@code {parameters}}, as in the OpenAPI document
 * @param stream it answers without end, so HEAD must not run it
 */
record Route(String method, String path, boolean stream, Handler handler) {
  static Route get(String path, Handler handler) {
    return new Route("GET", path, false, handler);
  }

  static Route stream(String path, Handler handler) {
    return new Route("GET", path, true, handler);
  }

  static Route post(String path, Handler handler) {
    return new Route("POST", path, false, handler);
  }

  static Route delete(String path, Handler handler) {
    return new Route("DELETE", path, false, handler);
  }

  /** Whether a request's path is one of this route's. */
  boolean covers(String requested) {
    String[] ours = path.split("/", -1);
    String[] theirs = requested.split("/", -1);
    if (ours.length != theirs.length) {
      return false;
    }
    for (int i = 0; i < ours.length; i++) {
      if (!ours[i].startsWith("{") && !ours[i].equals(theirs[i])) {
        return false;
      }
    }
    return true;
  }
}
