package io.jsupervisor.daemon.streams;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.jsupervisor.daemon.os.Clock;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** The forms that {@code children_output} offers besides the raw bytes. */
public final class ConsoleForm {
  private static final JsonFactory JSON = new JsonFactory();

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

  private ConsoleForm() {}

  /**
   * {@code web:web_00 | text}, the bytes of the text as they came.
   *
   * @param times with the UTC time in front
   */
  public static LineForm prefixed(Clock clock, boolean times) {
    return (process, channel, line) -> {
      byte[] prefix = ((times ? time(clock) + " " : "") + process + " | ").getBytes(UTF_8);
      byte[] whole = new byte[prefix.length + line.length + 1];
      System.arraycopy(prefix, 0, whole, 0, prefix.length);
      System.arraycopy(line, 0, whole, prefix.length, line.length);
      whole[whole.length - 1] = '\n';
      return whole;
    };
  }

  /** An object per line: time where wanted, process, stream, message. */
  public static LineForm json(Clock clock, boolean times) {
    return (process, channel, line) -> {
      ByteArrayOutputStream whole = new ByteArrayOutputStream(line.length + 100);
      try (JsonGenerator json = JSON.createGenerator(whole)) {
        json.writeStartObject();
        if (times) {
          json.writeStringField("time", time(clock));
        }
        json.writeStringField("process", process.toString());
        json.writeStringField("stream", channel.name().toLowerCase(Locale.ROOT));
        json.writeStringField("message", new String(line, UTF_8));
        json.writeEndObject();
        json.writeRaw('\n');
      } catch (IOException impossible) {
        throw new UncheckedIOException("memory does not refuse", impossible);
      }
      return whole.toByteArray();
    };
  }

  private static String time(Clock clock) {
    return TIME.format(clock.wall());
  }
}
