package io.jsupervisor.daemon.api;

import io.javalin.http.Context;
import io.jsupervisor.daemon.os.Clock;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.eclipse.jetty.ee10.servlet.ServletContextRequest;

/**
 * Decides, before anything else, whether a request is answered: where it comes from, whether it is
 * too large, and who asks. One gate for every path, also those that do not exist.
 */
final class Gate {
  /** Answered to everybody: liveness, and what the sign-in page is made of. */
  private static final Set<String> OPEN = Set.of("/healthz");

  private static final String USER = "user";
  private static final String WELCOME = "welcome";

  private static final String SESSION = "/api/v1/session";

  private final Sessions sessions;
  private final GuessLimit guesses;
  private final Set<String> machineNames = HostRules.machineNames();
  private final Map<ServerSettings, HostRules> rules = new ConcurrentHashMap<>();

  /**
   * Who asks.
   *
   * @param name empty where the section asks for no credentials
   * @param readOnly may look, and change nothing
   */
  record User(String name, boolean readOnly) {
    static final User ANYBODY = new User("", false);
  }

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
    if (section.access().owner().isEmpty()) {
      checkHost(request, section);
    } else if (!isOpen(request)) {
      User user = authenticate(request, section);
      request.attribute(USER, user);
      checkRights(request, section, user);
    }
  }

  private static boolean isOpen(Context request) {
    String path = request.path();
    return OPEN.contains(path)
        || path.startsWith(PageRoutes.ASSETS)
        || (path.equals(SESSION) && request.method().name().equals("POST"));
  }

  /** Who sent a request that passed. */
  static User user(Context request) {
    User user = request.attribute(USER);
    return user == null ? User.ANYBODY : user;
  }

  /** Whether who sent a request would still pass: sessions end while their streams go on. */
  static BooleanSupplier welcome(Context request) {
    BooleanSupplier welcome = request.attribute(WELCOME);
    return welcome == null ? () -> true : welcome;
  }

  /** Whoever may only look may also sign out. */
  private static void checkRights(Context request, ServerSettings section, User user) {
    if (user.readOnly() && isChange(request) && !request.path().equals(SESSION)) {
      throw Problem.of(
              "read-only",
              "Read only",
              403,
              "the user "
                  + user.name()
                  + " may look and change nothing; sign in as the username of ["
                  + section.sectionName()
                  + "] to do this")
          .refusal();
    }
  }

  private static boolean isChange(Context request) {
    String method = request.method().name();
    return !method.equals("GET") && !method.equals("HEAD");
  }

  private static void checkOrigin(Context request, ServerSettings section) {
    if (isChange(request)
        && !HostRules.sameOrigin(
            request.header("Origin"),
            request.header("Sec-Fetch-Site"),
            request.header("Host"),
            section.access().allowedHosts())) {
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

  private User authenticate(Context request, ServerSettings section) {
    return switch (Credentials.parse(request.header("Authorization"))) {
      case Credentials.Header.Basic(Credentials credentials) ->
          judge(request, section, credentials);
      case Credentials.Header.Bearer(String token) -> {
        Supplier<Optional<User>> session = () -> sessions.user(token, section.sectionName());
        User user =
            session
                .get()
                .orElseThrow(() -> unauthorized("the session has ended; sign in again").refusal());
        BooleanSupplier welcome = () -> session.get().isPresent();
        request.attribute(WELCOME, welcome);
        yield user;
      }
      case Credentials.Header.None ignored ->
          throw unauthorized("send the username and password of this server's section").refusal();
      case Credentials.Header.Malformed ignored ->
          throw Problem.badRequest("the Authorization header is not valid base64").refusal();
    };
  }

  /** Whose credentials these are; ends the request unless they are right. */
  User judge(Context request, ServerSettings section, Credentials credentials) {
    Optional<User> user = credentials.match(section);
    return switch (guesses.judge(client(request, section), user.isPresent())) {
      case RIGHT -> user.orElseThrow();
      case WRONG -> throw unauthorized("the username or the password is wrong").refusal();
      case TOO_MANY ->
          throw Problem.of(
                  "too-many-attempts",
                  "Too many attempts",
                  429,
                  "too many wrong passwords came from this address; wait a second and try again")
              .refusal();
    };
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
