package io.jsupervisor.daemon.api;

import io.jsupervisor.daemon.streams.LogTaps;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/** From a tap of a process's output to a stream of server-sent events, until either ends. */
final class TapPump {
  private TapPump() {}

  /**
   * @param event the type of the events; empty for plain messages, which then also get the comments
   *     and the event {@code reset}
   * @param fields put first into every event
   */
  static void run(
      StreamSlots.Slot slot,
      LogTaps.Tap tap,
      SseStream stream,
      String event,
      Map<String, Object> fields)
      throws IOException, InterruptedException {
    Utf8Pieces text = new Utf8Pieces();
    while (true) {
      slot.goOn();
      LogTaps.Piece piece = tap.next(SseStream.QUIET_MILLIS);
      if (piece.restarted() && event.isEmpty()) {
        stream.event("reset", Map.of());
      }
      if (piece.skipped() > 0 || piece.restarted()) {
        text.reset();
      }
      Map<String, Object> json = new LinkedHashMap<>(fields);
      if (piece.skipped() > 0) {
        json.put("skipped", piece.skipped());
      }
      if (piece.restarted() && !event.isEmpty()) {
        json.put("restarted", true);
      }
      String data = text.text(piece.bytes());
      if (!data.isEmpty()) {
        json.put("data", data);
      }
      if (json.size() > fields.size()) {
        stream.event(event, json);
      } else if (event.isEmpty() && piece.bytes().length == 0) {
        stream.comment();
      }
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
    }
  }
}
