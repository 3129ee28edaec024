package io.jsupervisor.daemon.api;

import io.jsupervisor.daemon.streams.LogTaps;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/** From a tap of a process's output to a stream of server-sent events, until either ends. */
final class TapPump {
  private TapPump() {}

  /** Everything as plain messages, with comments in silence and the event {@code reset}. */
  static void plain(StreamSlots.Slot slot, LogTaps.Tap tap, SseStream stream)
      throws IOException, InterruptedException {
    Utf8Pieces text = new Utf8Pieces();
    while (true) {
      LogTaps.Piece piece = next(slot, tap, text);
      if (piece.restarted()) {
        stream.event("reset", Map.of());
      }
      Map<String, Object> json = new LinkedHashMap<>();
      put(json, piece.skipped(), text.text(piece.bytes()));
      if (!json.isEmpty()) {
        stream.event("", json);
      } else if (piece.bytes().length == 0) {
        stream.comment();
      }
    }
  }

  /**
   * As {@code log} events for a page, under the {@link FollowPace}.
   *
   * @param fields put first into every event
   */
  static void paced(
      StreamSlots.Slot slot, LogTaps.Tap tap, SseStream stream, Map<String, Object> fields)
      throws IOException, InterruptedException {
    Utf8Pieces text = new Utf8Pieces();
    while (true) {
      LogTaps.Piece piece = next(slot, tap, text);
      byte[] bytes = piece.bytes();
      int from = FollowPace.begin(bytes, piece.skipped() > 0);
      if (from > 0) {
        text.reset();
      }
      Map<String, Object> json = new LinkedHashMap<>(fields);
      if (piece.restarted()) {
        json.put("restarted", true);
      }
      put(json, piece.skipped() + from, text.text(bytes, from));
      if (json.size() > fields.size()) {
        stream.event("log", json);
        FollowPace.rest(bytes.length - from);
      }
    }
  }

  private static LogTaps.Piece next(StreamSlots.Slot slot, LogTaps.Tap tap, Utf8Pieces text)
      throws IOException, InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
    slot.goOn();
    LogTaps.Piece piece = tap.next(SseStream.QUIET_MILLIS);
    if (piece.skipped() > 0 || piece.restarted()) {
      text.reset();
    }
    return piece;
  }

  private static void put(Map<String, Object> json, long skipped, String data) {
    if (skipped > 0) {
      json.put("skipped", skipped);
    }
    if (!data.isEmpty()) {
      json.put("data", data);
    }
  }
}
