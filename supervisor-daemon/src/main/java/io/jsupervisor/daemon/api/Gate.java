package io.jsupervisor.daemon.api;

import io.javalin.http.Context;
import io.jsupervisor.daemon.os.Clock;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.jetty.ee10.servlet.ServletContextRequest;

/**
 * Decides, before anything else, whether a request is answered: where it comes from, whether it is
 * too large, and who asks. One gate for every path, also those that do not exist.
 */
final class Gate {
  /** Answered to everybody: liveness, and what the sign-in page is made of. */
  private static final Set<String> OPEN = Set.of("/healthz", "/app.js", "/style.css", "/icon.svg");

  private static final String SESSION = "/api/v1/session";

  private final Sessions sessions;
  private final GuessLimit guesses;
  private final Set<String> machineNames = HostRules.machineNames();
  private final Map<ServerSettings, HostRules> rules = new ConcurrentHashMap<>();

  Gate(Clock clock) {
    sessions = new Sessions(clock);
    guesses = new GuessLimit(clock);
  }

  Sessions sessions() {
    return sessions;
  }

  /** Lets a request pass or ends it. */
  void check(Context request) {
    ServerSettings section = section(request);
    checkOrigin(request, section);
    if (request.req().getContentLengthLong() > Requests.mostBody(request)) {
      throw Requests.tooLarge(Requests.mostBody(request)).refusal();
    }
    if (section.username().isEmpty()) {
      checkHost(request, section);
    } else if (!OPEN.contains(request.path())
        && !(request.path().equals(SESSION) && request.method().name().equals("POST"))) {
      authenticate(request, section);
    }
  }

  private static void checkOrigin(Context request, ServerSettings section) {
    String method = request.method().name();
    boolean changes = !method.equals("GET") && !method.equals("HEAD");
    if (changes
        && !HostRules.sameOrigin(
            request.header("Origin"),
            request.header("Sec-Fetch-Site"),
            request.header("Host"),
            section.allowedHosts())) {
      throw Problem.of(
              "forbidden-origin",
              "Forbidden origin",
              403,
              "a page of another site may not change anything here; open the dashboard itself, or"
                  + " add its host to allowed_hosts in ["
                  + section.sectionName()
                  + "]")
          .refusal();
    }
  }

  private void checkHost(Context request, ServerSettings section) {
    HostRules hosts = rules.computeIfAbsent(section, unseen -> new HostRules(unseen, machineNames));
    if (!hosts.answersTo(request.header("Host"))) {
      throw Problem.of(
              "forbidden-host",
              "Forbidden host",
              403,
              "this server has no credentials, so it answers only to its address, localhost and the"
                  + " machine's names; use one of these, set username and password, or add the name"
                  + " to allowed_hosts in ["
                  + section.sectionName()
                  + "]")
          .refusal();
    }
  }

  private void authenticate(Context request, ServerSettings section) {
    switch (Credentials.parse(request.header("Authorization"))) {
      case Credentials.Header.Basic(Credentials credentials) ->
          judge(request, section, credentials);
      case Credentials.Header.Bearer(String token) -> {
        if (!sessions.valid(token, section.sectionName())) {
          throw unauthorized("the session has ended; sign in again").refusal();
        }
      }
      case Credentials.Header.None ignored ->
          throw unauthorized("send the username and password of this server's section").refusal();
      case Credentials.Header.Malformed ignored ->
          throw Problem.badRequest("the Authorization header is not valid base64").refusal();
    }
  }

  /** Ends the request unless the credentials are right. */
  void judge(Context request, ServerSettings section, Credentials credentials) {
    switch (guesses.judge(client(request, section), credentials.match(section))) {
      case RIGHT -> {}
      case WRONG -> throw unauthorized("the username or the password is wrong").refusal();
      case TOO_MANY ->
          throw Problem.of(
                  "too-many-attempts",
                  "Too many attempts",
                  429,
                  "too many wrong passwords came from this address; wait a second and try again")
              .refusal();
    }
  }

  private static Problem unauthorized(String detail) {
    return Problem.of("unauthorized", "Credentials needed", 401, detail);
  }

  /** The section by which a request came in. */
  static ServerSettings section(Context request) {
    return connector(request).settings();
  }

  private static BoundConnector connector(Context request) {
    return (BoundConnector)
        ServletContextRequest.getServletContextRequest(request.req())
            .getConnectionMetaData()
            .getConnector();
  }

  private static String client(Context request, ServerSettings section) {
    return ServletContextRequest.getServletContextRequest(request.req())
                .getConnectionMetaData()
                .getRemoteSocketAddress()
            instanceof InetSocketAddress inet
        ? inet.getAddress().getHostAddress()
        : section.sectionName();
  }
}
