package io.jsupervisor.daemon.api;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/**
 * From a log file to a stream of {@code log} events that a page shows: each tells where the next
 * bytes are, so that a page whose connection broke goes on without a gap. Half a megabyte a second
 * at most, which nobody reads: what a flood writes beyond that is left out, and how much is told.
 */
final class FilePump {
  private static final long MOST_BEHIND = 256 * 1024;
  private static final long KEPT = 32 * 1024;
  private static final int FULL_BYTES = 16 * 1024;
  private static final long PAUSE_NANOS = 30_000_000L;

  private FilePump() {}

  /**
   * @param offset where to begin; negative counts from the end
   * @param fields put first into every event
   */
  static void run(
      StreamSlots.Slot slot, Path log, long offset, SseStream stream, Map<String, Object> fields)
      throws IOException, InterruptedException {
    try (FileFollower file = new FileFollower(log, offset)) {
      Utf8Pieces text = new Utf8Pieces();
      boolean restarted = false;
      while (true) {
        slot.goOn();
        long skipped = file.catchUp(MOST_BEHIND, KEPT);
        if (skipped > 0) {
          text.reset();
        }
        switch (file.next(SseStream.QUIET_MILLIS)) {
          case RESTARTED -> {
            text.reset();
            restarted = true;
          }
          case NOTHING -> {}
          case BYTES -> {
            byte[] bytes = file.bytes();
            send(stream, fields, text.text(bytes), file.position(), skipped, restarted);
            restarted = false;
            if (bytes.length >= FULL_BYTES) {
              LockSupport.parkNanos(PAUSE_NANOS);
            }
          }
        }
        if (Thread.interrupted()) {
          throw new InterruptedException();
        }
      }
    }
  }

  private static void send(
      SseStream stream,
      Map<String, Object> fields,
      String data,
      long offset,
      long skipped,
      boolean restarted)
      throws IOException {
    Map<String, Object> json = new LinkedHashMap<>(fields);
    json.put("data", data);
    json.put("offset", offset);
    if (skipped > 0) {
      json.put("skipped", skipped);
    }
    if (restarted) {
      json.put("restarted", true);
    }
    stream.event("log", json);
  }
}
