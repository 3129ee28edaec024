package io.jsupervisor.daemon.api;

import io.javalin.http.Context;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Signing in and out. */
final class SessionRoutes {
  private final Gate gate;

  SessionRoutes(Gate gate) {
    this.gate = gate;
  }

  List<Route> routes() {
    return List.of(
        Route.post("/api/v1/session", this::signIn),
        Route.delete("/api/v1/session", this::signOut));
  }

  private void signIn(Context request) throws IOException {
    Map<String, Object> body = Json.object(Requests.body(request));
    if (!(body.get("username") instanceof String user)
        || !(body.get("password") instanceof String password)) {
      throw Problem.badRequest("send {\"username\":\"…\",\"password\":\"…\"}").refusal();
    }
    ServerSettings section = Gate.section(request);
    Gate.User known = gate.judge(request, section, new Credentials(user, password));
    Sessions.Token token = gate.sessions().create(section.sectionName(), known);
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put("token", token.text());
    answer.put("expires", token.expires());
    answer.put("readOnly", known.readOnly());
    Requests.json(request, 200, answer);
  }

  private void signOut(Context request) {
    if (Credentials.parse(request.header("Authorization"))
        instanceof Credentials.Header.Bearer(String token)) {
      gate.sessions().revoke(token);
    }
    request.status(204);
  }
}
