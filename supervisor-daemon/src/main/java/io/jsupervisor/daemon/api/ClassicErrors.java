package io.jsupervisor.daemon.api;

import io.javalin.http.Context;
import java.util.List;

/** How the classic paths say no: a fragment of HTML, word for word (spec section 7.1). */
final class ClassicErrors {
  static final String CONTENT_TYPE = "text/html";

  private static final List<String> PATHS =
      List.of(RpcRoutes.PATH, "/logtail", "/mainlogtail", "/ok.html", "/tail.html");

  private ClassicErrors() {}

  /** Whether a path is the classic interface's, which looks at the beginning only. */
  static boolean answers(String path) {
    return PATHS.stream().anyMatch(path::startsWith);
  }

  static void write(Context request, Problem problem) {
    request
        .status(problem.status())
        .header("Cache-Control", "no-store")
        .contentType(CONTENT_TYPE)
        .result(page(problem));
  }

  static String page(Problem problem) {
    return String.join(
        "\r\n",
        "<head>",
        "<title>Error response</title>",
        "</head>",
        "<body>",
        "<h1>Error response</h1>",
        "<p>Error code " + problem.status() + ".",
        "<p>Message: " + message(problem) + ".",
        "</body>",
        "");
  }

  /** The classic phrase; where the classic tool has no such status, our own sentence. */
  private static String message(Problem problem) {
    return switch (problem.status()) {
      case 400 -> "Bad Request";
      case 401 -> "Unauthorized";
      case 404 -> "Not Found";
      case 411 -> "Length Required";
      case 500 -> "Internal Server Error";
      default -> problem.detail().replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    };
  }
}
