package io.jsupervisor.daemon.api;

import io.javalin.http.Context;
import io.jsupervisor.daemon.fleet.FaultException;
import java.io.IOException;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** What handlers read from a request, with its limits, and how they answer. */
final class Requests {
  static final int MOST_BODY = 1024 * 1024;

  /** Below this a browser gains nothing. */
  private static final int LEAST_COMPRESSED = 16 * 1024;

  /** The core answers in milliseconds; longer means that it is stuck. */
  private static final long CORE_SECONDS = 30;

  private Requests() {}

  /** The whole body, at most 1 MiB, also where the client does not say how long it is. */
  static byte[] body(Context request) throws IOException {
    byte[] body = request.req().getInputStream().readNBytes(MOST_BODY + 1);
    if (body.length > MOST_BODY) {
      throw tooLarge(MOST_BODY).refusal();
    }
    return body;
  }

  /** How long the body may be at the path of a request. */
  static int mostBody(Context request) {
    return request.path().startsWith(RpcRoutes.PATH) ? RpcRoutes.MOST_BODY : MOST_BODY;
  }

  static Problem tooLarge(int most) {
    return Problem.tooLarge("the body is longer than " + most + " bytes; send less at a time");
  }

  /** A whole number of the query. */
  static OptionalLong number(Context request, String name) {
    String text = request.queryParam(name);
    if (text == null || text.isEmpty()) {
      return OptionalLong.empty();
    }
    try {
      return OptionalLong.of(Long.parseLong(text.strip()));
    } catch (NumberFormatException notNumber) {
      throw Problem.badRequest(
              name + "=" + text + " is not a whole number (example: " + name + "=1024)")
          .refusal();
    }
  }

  static boolean flag(Context request, String name) {
    String text = request.queryParam(name);
    return text != null && !text.equals("false") && !text.equals("0");
  }

  static void json(Context request, int status, Object body) {
    json(request, status, Json.bytes(body));
  }

  static void json(Context request, int status, byte[] body) {
    json(request, status, "application/json", body);
  }

  static void json(Context request, int status, String type, byte[] body) {
    request.status(status).header("Cache-Control", "no-store").contentType(type);
    String accepts = request.header("Accept-Encoding");
    if (body.length > LEAST_COMPRESSED && accepts != null && accepts.contains("gzip")) {
      request.header("Content-Encoding", "gzip").result(PageFile.gzip(body));
    } else {
      request.result(body);
    }
    // JSON is UTF-8 and its type has no charset.
    request.res().setCharacterEncoding((String) null);
  }

  /** Waits for the core; a refusal of the fleet goes on as it is. */
  static <T> T await(CompletableFuture<T> future) throws InterruptedException {
    try {
      return future.get(CORE_SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException stuck) {
      throw new IllegalStateException("the core did not answer in " + CORE_SECONDS + " s", stuck);
    } catch (ExecutionException failed) {
      throw refused(failed.getCause());
    }
  }

  private static RuntimeException refused(Throwable cause) {
    return switch (cause) {
      case FaultException fault -> fault;
      case CompletionException wrapped when wrapped.getCause() != null ->
          refused(wrapped.getCause());
      case RuntimeException other -> other;
      default -> new IllegalStateException(cause);
    };
  }
}
