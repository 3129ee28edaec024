package io.jsupervisor.ctl.client;

import io.jsupervisor.ctl.http.HttpConnection;
import io.jsupervisor.ctl.http.HttpResponse;
import java.io.IOException;

/** Finds out by one request which protocol a server speaks. */
public final class DaemonProbe {
  private DaemonProbe() {}

  /**
   * Our API where there is one; XML-RPC where the server is supervisord's own (it calls itself
   * Medusa) or does not know the path. The answer to the question also holds the daemon's version
   * and pid, so that for our own server the question costs no extra request there.
   */
  public static Daemon daemonAt(HttpConnection http) throws IOException {
    HttpResponse response = http.get("/api/v1/info");
    byte[] body = response.bytes();
    if (response.status() == 200) {
      return new ApiDaemon(http, Fields.of(JsonTree.read(body)));
    }
    boolean withoutApi = response.status() == 404 && !ApiProblem.isProblem(response);
    if (withoutApi || response.header("server").startsWith("Medusa")) {
      return new XmlRpcDaemon(http);
    }
    throw ApiProblem.of(response, body);
  }
}
