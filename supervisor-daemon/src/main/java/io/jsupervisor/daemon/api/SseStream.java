package io.jsupervisor.daemon.api;

import io.javalin.http.Context;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Server-sent events to one client. Written by the request's own thread and the threads of the logs
 * it follows; a client that does not read holds up only these. A dead one is noticed by writing,
 * hence the comments when there is nothing to say.
 */
final class SseStream {
  /** Silence after which a comment is sent. */
  static final long QUIET_MILLIS = 5_000;

  private final OutputStream out;
  private final ReentrantLock lock = new ReentrantLock();

  SseStream(Context request) throws IOException {
    request
        .status(200)
        .contentType("text/event-stream; charset=utf-8")
        .header("Cache-Control", "no-store")
        .header("X-Accel-Buffering", "no");
    out = request.res().getOutputStream();
    // The head goes out at once: the client knows that it is connected.
    write(": connected\n\n", true);
  }

  /**
   * Sends an event.
   *
   * @param event its type; empty for a plain message
   * @param id empty for none
   * @param json one line
   * @param flush false when more follows at once
   */
  void event(String event, String id, Object json, boolean flush) throws IOException {
    StringBuilder text = new StringBuilder();
    if (!event.isEmpty()) {
      text.append("event: ").append(event).append('\n');
    }
    if (!id.isEmpty()) {
      text.append("id: ").append(id).append('\n');
    }
    write(text.append("data: ").append(Json.text(json)).append("\n\n").toString(), flush);
  }

  /** Sends an event whose JSON is made already. */
  void text(String event, String json) throws IOException {
    write("event: " + event + "\ndata: " + json + "\n\n", true);
  }

  void event(String event, Object json) throws IOException {
    event(event, "", json, true);
  }

  void comment() throws IOException {
    write(":\n\n", true);
  }

  void flush() throws IOException {
    write("", true);
  }

  private void write(String text, boolean flush) throws IOException {
    lock.lock();
    try {
      out.write(text.getBytes(StandardCharsets.UTF_8));
      if (flush) {
        out.flush();
      }
    } finally {
      lock.unlock();
    }
  }
}
