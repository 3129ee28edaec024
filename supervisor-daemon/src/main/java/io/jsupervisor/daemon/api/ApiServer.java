package io.jsupervisor.daemon.api;

import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import io.javalin.http.HandlerType;
import io.javalin.http.HttpResponseException;
import io.jsupervisor.daemon.fleet.FaultException;
import jakarta.servlet.Servlet;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/**
 * The handlers of all servers: one tree, shared by every section. Turns a request into a command of
 * the fleet and a future into an answer; decides nothing itself.
 */
public final class ApiServer {
  private final Gate gate;
  private final StreamSlots streams = new StreamSlots();
  private final RpcRoutes rpc;
  private final LogRoutes logs;
  private final PageRoutes pages = new PageRoutes();
  private final ProcessHistory history;
  private final UsageSampler sampler;
  private final List<Route> routes = new ArrayList<>();
  private final Servlet servlet;

  public ApiServer(ApiContext context) {
    gate = new Gate(context.clock());
    rpc = new RpcRoutes(context.rpc());
    logs = new LogRoutes(context, streams);
    ProcessUsage usage = new ProcessUsage(context.clock());
    routes.addAll(pages.routes());
    routes.addAll(new InfoRoutes(context, usage, streams).routes());
    history = new ProcessHistory(context.events(), context.fleet());
    sampler = new UsageSampler(context.fleet(), usage, context.clock());
    routes.addAll(new ProcessRoutes(context, usage, history).routes());
    routes.addAll(new PastRoutes(context, history, sampler).routes());
    routes.addAll(new ProgramRoutes(context).routes());
    routes.addAll(logs.routes());
    routes.addAll(new SocketRoutes(context).routes());
    routes.addAll(new ConfigRoutes(context).routes());
    routes.addAll(new UpstreamRoutes(context).routes());
    routes.addAll(new FleetRoutes(context).routes());
    routes.addAll(new EventRoutes(context, streams, sampler).routes());
    routes.addAll(new SessionRoutes(gate).routes());
    routes.addAll(rpc.routes());
    routes.addAll(new ClassicPages(context).routes());
    servlet = Javalin.create(this::configure).javalinServlet();
    history.start();
    sampler.start();
  }

  /** Everything that can be asked; the OpenAPI document says the same. */
  List<Route> routes() {
    return List.copyOf(routes);
  }

  Servlet servlet() {
    return servlet;
  }

  /** Ends every stream, so that their clients learn of a stop at once, and what reads for us. */
  void endStreams() {
    streams.endAll();
    history.end();
    sampler.end();
  }

  private void configure(JavalinConfig config) {
    config.startup.showJavalinBanner = false;
    config.startup.showOldJavalinVersionWarning = false;
    config.startup.startupWatcherEnabled = false;
    config.http.prefer405over404 = false;
    config.http.maxRequestSize = Requests.MOST_BODY;
    config.routes.before(this::before);
    // Before the routes: HEAD of a log is refused as the classic tool does.
    rpc.register(config.routes);
    logs.register(config.routes);
    for (Route route : routes) {
      config.routes.addHttpHandler(
          HandlerType.findOrCreate(route.method()), route.path(), route.handler());
      if (route.method().equals("GET")) {
        config.routes.addHttpHandler(HandlerType.HEAD, route.path(), head(route));
      }
    }
    config.routes.exception(Exception.class, this::failed);
    config.routes.error(404, this::unknown);
  }

  private void before(Context request) {
    Connections.headArrived(request);
    request
        .header("X-Content-Type-Options", "nosniff")
        .header("X-Frame-Options", "DENY")
        .header("Referrer-Policy", "no-referrer")
        .header("Content-Security-Policy", PageRoutes.POLICY);
    gate.check(request);
  }

  /** Jetty drops the body. A stream has none to drop and would never end. */
  private static Handler head(Route route) {
    if (!route.stream()) {
      return route.handler();
    }
    return ClassicErrors.answers(route.path()) ? LogRoutes.REFUSE : ApiServer::nothing;
  }

  private static void nothing(Context request) {
    request.status(200);
  }

  private void unknown(Context request) {
    String type = request.res().getContentType();
    if (type != null
        && (type.startsWith(Problem.CONTENT_TYPE) || type.startsWith(ClassicErrors.CONTENT_TYPE))) {
      return;
    }
    TreeSet<String> allowed = new TreeSet<>();
    for (Route route : routes) {
      if (route.covers(request.path())) {
        allowed.add(route.method());
      }
    }
    String method = request.method().name();
    if (allowed.isEmpty() || allowed.contains(method)) {
      answer(request, Problem.notFound("there is nothing at this path; see GET /openapi.json"));
      return;
    }
    if (allowed.contains("GET")) {
      allowed.add("HEAD");
    }
    String allow = String.join(", ", allowed);
    request.header("Allow", allow);
    String detail = "this path does not take " + method + "; it takes " + allow;
    answer(request, Problem.of("method-not-allowed", "Method not allowed", 405, detail));
  }

  private void failed(Exception failure, Context request) {
    if (request.res().isCommitted()) {
      // The head is out: all that is left is to break the connection, which Jetty does.
      return;
    }
    answer(request, problem(failure));
  }

  private static Problem problem(Exception failure) {
    return switch (failure) {
      case Problem.Refusal refusal -> refusal.problem();
      case FaultException fault -> Problem.of(fault);
      case HttpResponseException http when http.getStatus() == 413 ->
          Requests.tooLarge(Requests.MOST_BODY);
      case HttpResponseException http when http.getStatus() < 500 ->
          Problem.of(
              "bad-request", "Bad request", http.getStatus(), String.valueOf(http.getMessage()));
      case IOException ignored ->
          Problem.of("timeout", "Too slow", 408, "the request's body did not arrive in time");
      default -> Problem.internal();
    };
  }

  private void answer(Context request, Problem problem) {
    if (problem.status() == 401) {
      String accept = request.header("Accept");
      if (accept != null && accept.contains("text/html")) {
        pages.signIn(request);
        return;
      }
      request.header("WWW-Authenticate", "Basic realm=\"default\"");
    }
    if (problem.status() == 429 || problem.status() == 503) {
      request.header("Retry-After", "1");
    }
    if (ClassicErrors.answers(request.path())) {
      ClassicErrors.write(request, problem);
      return;
    }
    byte[] body = Json.bytes(problem.json());
    Requests.json(request, problem.status(), Problem.CONTENT_TYPE, body);
  }
}
