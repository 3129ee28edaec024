package io.jsupervisor.ctl.client;

import io.jsupervisor.ctl.http.HttpResponse;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/** Turns an answer of the API that is no result into what commands expect. */
final class ApiProblem {
  private ApiProblem() {}

  static boolean isProblem(HttpResponse response) {
    return response.header("content-type").startsWith("application/problem+json");
  }

  /** A {@link FaultException} where the problem carries a classic fault, else an HttpFailure. */
  static IOException of(HttpResponse response, byte[] body) throws IOException {
    if (!isProblem(response)) {
      return new HttpFailure(response.status(), response.reason());
    }
    Fields problem = Fields.of(JsonTree.read(body));
    int fault = problem.number("fault");
    if (fault == 0) {
      String detail = problem.text("detail");
      return new HttpFailure(response.status(), detail.isEmpty() ? problem.text("title") : detail);
    }
    return new FaultException(fault, problem.text("code") + details(problem));
  }

  private static String details(Fields problem) {
    StringBuilder text = new StringBuilder();
    if (problem.value("problems") instanceof List<?> problems && !problems.isEmpty()) {
      for (Object each : problems) {
        text.append(text.isEmpty() ? ": " : "\n").append(line(each));
      }
      return text.toString();
    }
    String detail = problem.text("detail");
    return detail.isEmpty() || problem.text("code").equals("SHUTDOWN_STATE") ? "" : ": " + detail;
  }

  /** A problem of a configuration file, as {@code --check} prints it. */
  private static String line(Object problem) {
    if (!(problem instanceof Map<?, ?> map)) {
      return String.valueOf(problem);
    }
    StringBuilder line = new StringBuilder();
    append(line, map.get("file"), "", "");
    append(line, map.get("line"), ":", "");
    line.append(line.isEmpty() ? "" : ": ");
    append(line, map.get("section"), "[", "] ");
    append(line, map.get("option"), "", ": ");
    append(line, map.get("message"), "", "");
    return line.toString();
  }

  private static void append(StringBuilder line, Object value, String before, String after) {
    if (value != null && !value.toString().isEmpty()) {
      line.append(before).append(value).append(after);
    }
  }
}
