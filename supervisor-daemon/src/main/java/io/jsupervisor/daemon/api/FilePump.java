package io.jsupervisor.daemon.api;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * From a log file to a stream of {@code log} events that a page shows, under the {@link
 * FollowPace}: each tells where the next bytes are, so that a page whose connection broke goes on
 * without a gap.
 */
final class FilePump {
  private FilePump() {}

  /**
   * Runs until the request is over.
   *
   * @param log need not be there yet
   * @param offset where to begin; negative counts from the end
   * @param fields put first into every event
   */
  static void run(
      StreamSlots.Slot slot, Path log, long offset, SseStream stream, Map<String, Object> fields)
      throws IOException, InterruptedException {
    try (FileFollower file = new FileFollower(log, offset)) {
      Utf8Pieces text = new Utf8Pieces();
      boolean restarted = false;
      long skipped = 0;
      while (true) {
        slot.goOn();
        long left = file.catchUp(FollowPace.MOST_BEHIND, FollowPace.KEPT);
        if (left > 0) {
          skipped += left;
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
            skipped = 0;
            FollowPace.rest(bytes.length);
          }
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
