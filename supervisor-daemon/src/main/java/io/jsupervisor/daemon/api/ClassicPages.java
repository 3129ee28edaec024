package io.jsupervisor.daemon.api;

import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import io.jsupervisor.daemon.fleet.Command;
import io.jsupervisor.daemon.fleet.Fault;
import io.jsupervisor.daemon.fleet.FaultException;
import io.jsupervisor.daemon.fleet.Operation;
import io.jsupervisor.daemon.fleet.ProcessResult;
import io.jsupervisor.daemon.fleet.Target;
import io.jsupervisor.daemon.rpc.RpcFault;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What scripts ask of the classic HTML page: its actions, which change something and so need POST,
 * and the end of a log. The page itself is the dashboard's.
 */
final class ClassicPages {
  private static final DateTimeFormatter CTIME =
      DateTimeFormatter.ofPattern("EEE MMM ppd HH:mm:ss yyyy", Locale.US);
  private static final Map<Fault, String> START_FAULTS =
      Map.of(
          Fault.NO_FILE, "no such file",
          Fault.NOT_EXECUTABLE, "file not executable",
          Fault.ALREADY_STARTED, "already started",
          Fault.SPAWN_ERROR, "spawn error",
          Fault.ABNORMAL_TERMINATION, "abnormal termination");
  private static final long LEAST_TAIL = 1024;
  private static final long MOST_TAIL = 1024L * 1024;

  private final ApiContext context;

  ClassicPages(ApiContext context) {
    this.context = context;
  }

  List<Route> routes() {
    return List.of(
        Route.get("/ok.html", request -> request.contentType("text/plain").result("OK")),
        Route.get("/index.html", ClassicPages::page),
        Route.post("/index.html", this::act),
        Route.get("/tail.html", this::tail),
        Route.post("/tail.html", this::tail));
  }

  private static void page(Context request) {
    if (request.queryParam("action") != null) {
      request.header("Allow", "POST");
      throw Problem.of(
              "method-not-allowed",
              "Method not allowed",
              405,
              "an action changes what runs, so it takes POST and not GET")
          .refusal();
    }
    request.redirect("/", HttpStatus.MOVED_PERMANENTLY);
  }

  /** A field of the form or of the query. */
  private static Optional<String> field(Context request, String name) {
    String form = request.method().name().equals("POST") ? request.formParam(name) : null;
    return Optional.ofNullable(form == null ? request.queryParam(name) : form);
  }

  private void act(Context request) throws InterruptedException {
    Optional<String> action = field(request, "action");
    String message = action.isEmpty() ? "" : message(request, action.get());
    request.redirect(
        "/?message=" + URLEncoder.encode(message, StandardCharsets.UTF_8),
        HttpStatus.MOVED_PERMANENTLY);
  }

  private String message(Context request, String action) throws InterruptedException {
    return switch (action) {
      case "refresh" -> "Page refreshed at " + now();
      case "stopall" -> {
        done(new Command.Stop(new Target.All()));
        yield "All stopped at " + now();
      }
      case "restartall" -> {
        done(new Command.Restart(new Target.All()));
        yield "All restarted at " + now();
      }
      case "start", "stop", "restart", "clearlog" ->
          message(
              action,
              field(request, "processname")
                  .orElseThrow(
                      () ->
                          Problem.badRequest("name the process by processname=group:name")
                              .refusal()));
      default ->
          throw Problem.badRequest(
                  "there is no action "
                      + action
                      + "; there are start, stop, restart, clearlog, stopall, restartall, refresh")
              .refusal();
    };
  }

  private String message(String action, String name) throws InterruptedException {
    if (!(Target.parse(name) instanceof Target.One target)) {
      return "No such process named " + name;
    }
    try {
      return switch (action) {
        case "start" -> outcome(name, done(new Command.Start(target)), "started", true);
        case "stop" -> outcome(name, done(new Command.Stop(target)), "stopped", false);
        case "restart" -> {
          done(new Command.Restart(target));
          yield "Process " + name + " restarted";
        }
        default -> {
          done(new Command.ClearLogs(target));
          yield "Log for " + name + " cleared";
        }
      };
    } catch (FaultException refused) {
      return refused.fault() == Fault.BAD_NAME
          ? "No such process named " + name
          : unexpected(name, refused.fault());
    }
  }

  private static String outcome(
      String name, List<ProcessResult> results, String success, boolean starting) {
    Fault fault = results.getFirst().fault();
    if (fault == Fault.SUCCESS) {
      return "Process " + name + " " + success;
    }
    String known = starting ? START_FAULTS.get(fault) : null;
    String error = known == null ? unexpected(name, fault) : known;
    return starting ? "ERROR: Process " + name + ": " + error : error;
  }

  private static String unexpected(String name, Fault fault) {
    return "unexpected rpc fault [" + fault.code() + "] " + fault.name() + ": " + name;
  }

  private List<ProcessResult> done(Command command) throws InterruptedException {
    Operation operation = Requests.await(context.fleet().submit(command));
    return operation.done().join();
  }

  private String now() {
    return CTIME.format(context.clock().wall().atZone(ZoneId.systemDefault()));
  }

  private void tail(Context request) throws IOException, InterruptedException {
    Optional<String> name = field(request, "processname");
    StringBuilder page = new StringBuilder();
    String title = name.orElse("");
    page.append("<!DOCTYPE html>\n<html><head><title>");
    escape(page, "Supervisor: " + title);
    page.append("</title></head>\n<body><pre>");
    escape(page, name.isEmpty() ? "No process name found" : end(request, name.get()));
    page.append("</pre></body></html>\n");
    request
        .header("Cache-Control", "no-store")
        .contentType("text/html;charset=utf-8")
        .result(page.toString());
  }

  private String end(Context request, String name) throws IOException, InterruptedException {
    long limit = Math.clamp(limit(request), LEAST_TAIL, MOST_TAIL);
    try {
      return context.rpc().endOfLog(name, limit);
    } catch (RpcFault fault) {
      return fault.fault() == Fault.NO_FILE
          ? "No file for " + name
          : "ERROR: unexpected rpc fault [" + fault.fault().code() + "] " + fault.text();
    }
  }

  private static long limit(Context request) {
    try {
      return Long.parseLong(field(request, "limit").orElse("0").strip());
    } catch (NumberFormatException noNumber) {
      return LEAST_TAIL;
    }
  }

  private static void escape(StringBuilder page, String text) {
    page.append(text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;"));
  }
}
