package io.jsupervisor.daemon.api;

import io.jsupervisor.daemon.fleet.ConfigProblem;
import io.jsupervisor.daemon.fleet.Fault;
import io.jsupervisor.daemon.fleet.FaultException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A refusal, as problem details (RFC 9457).
 *
 * @param type the last part of its URN; stable
 * @param detail a sentence that a person can act on
 * @param fault the classic fault, where there is one
 * @param problems of the configuration, where they are the reason
 */
record Problem(
    String type,
    String title,
    int status,
    String detail,
    Optional<Fault> fault,
    List<ConfigProblem> problems) {
  static final String CONTENT_TYPE = "application/problem+json";

  static Problem of(String type, String title, int status, String detail) {
    return new Problem(type, title, status, detail, Optional.empty(), List.of());
  }

  static Problem badRequest(String detail) {
    return of("bad-request", "Bad request", 400, detail);
  }

  static Problem notFound(String detail) {
    return of("not-found", "Not found", 404, detail);
  }

  static Problem tooLarge(String detail) {
    return of("too-large", "Too large", 413, detail);
  }

  static Problem internal() {
    return of(
        "internal",
        "Internal error",
        500,
        "the daemon could not answer because of a fault of its own; its log may say more");
  }

  static Problem of(FaultException refused) {
    return of(refused.fault(), refused.getMessage(), refused.problems());
  }

  static Problem of(Fault fault, String detail) {
    return of(fault, detail, List.of());
  }

  private static Problem of(Fault fault, String detail, List<ConfigProblem> problems) {
    String type = fault.name().toLowerCase(Locale.ROOT).replace('_', '-');
    return new Problem(type, title(fault), status(fault), detail, Optional.of(fault), problems);
  }

  /** To be thrown from a handler. */
  Refusal refusal() {
    return new Refusal(this);
  }

  Map<String, Object> json() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("type", "urn:jsupervisor:problem:" + type);
    json.put("title", title);
    json.put("status", status);
    json.put("detail", detail);
    fault.ifPresent(
        known -> {
          json.put("code", known.name());
          json.put("fault", known.code());
        });
    if (fault.filter(Fault.CANT_REREAD::equals).isPresent()) {
      json.put("problems", problems.stream().map(Problem::json).toList());
    }
    return json;
  }

  /** As {@code --check --json} prints it. */
  private static Map<String, Object> json(ConfigProblem problem) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("file", problem.file());
    json.put("line", problem.line());
    json.put("section", problem.section());
    json.put("option", problem.option());
    json.put("message", problem.message());
    json.put("severity", problem.severity());
    return json;
  }

  private static String title(Fault fault) {
    return switch (fault) {
      case UNKNOWN_METHOD -> "Unknown method";
      case INCORRECT_PARAMETERS, BAD_ARGUMENTS -> "Bad arguments";
      case SIGNATURE_UNSUPPORTED -> "No signature";
      case SHUTDOWN_STATE -> "Shutting down";
      case BAD_NAME -> "Unknown process or group";
      case BAD_SIGNAL -> "Unknown signal";
      case NO_FILE -> "No file";
      case NOT_EXECUTABLE -> "Not executable";
      case FAILED -> "Failed";
      case ABNORMAL_TERMINATION -> "Abnormal termination";
      case SPAWN_ERROR -> "Spawn error";
      case ALREADY_STARTED -> "Already started";
      case NOT_RUNNING -> "Not running";
      case SUCCESS -> "Success";
      case ALREADY_ADDED -> "Already added";
      case STILL_RUNNING -> "Still running";
      case CANT_REREAD -> "Configuration is bad";
      case CONFLICT -> "Conflict";
    };
  }

  private static int status(Fault fault) {
    return switch (fault) {
      case BAD_NAME, NO_FILE, UNKNOWN_METHOD -> 404;
      case INCORRECT_PARAMETERS, BAD_ARGUMENTS, BAD_SIGNAL, SIGNATURE_UNSUPPORTED -> 400;
      case SHUTDOWN_STATE -> 503;
      case FAILED -> 500;
      case NOT_EXECUTABLE,
          ABNORMAL_TERMINATION,
          SPAWN_ERROR,
          ALREADY_STARTED,
          NOT_RUNNING,
          SUCCESS,
          ALREADY_ADDED,
          STILL_RUNNING,
          CANT_REREAD,
          CONFLICT ->
          409;
    };
  }

  /** Ends a handler with a problem. */
  static final class Refusal extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final transient Problem problem;

    private Refusal(Problem problem) {
      super(problem.detail(), null, false, false);
      this.problem = problem;
    }

    Problem problem() {
      return problem;
    }
  }
}
