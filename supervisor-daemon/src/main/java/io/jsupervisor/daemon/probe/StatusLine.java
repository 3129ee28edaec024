package io.jsupervisor.daemon.probe;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The first line of an answer, as it arrives. */
final class StatusLine {
  private static final int LONGEST = 1024;
  private static final Pattern FORM = Pattern.compile("HTTP/1\\.\\d (\\d{3})(?: .*)?");

  private final StringBuilder text = new StringBuilder();
  private boolean complete;

  /** Takes what has arrived; true when the line is complete. */
  boolean accept(ByteBuffer bytes) {
    while (bytes.hasRemaining() && !complete) {
      char c = (char) (bytes.get() & 0xff);
      complete = c == '\n' || text.length() == LONGEST;
      if (!complete && c != '\r') {
        text.append(c);
      }
    }
    return complete;
  }

  boolean isEmpty() {
    return text.isEmpty();
  }

  /** The code; empty when the answer is not HTTP. */
  OptionalInt code() {
    Matcher line = FORM.matcher(text);
    return line.matches() ? OptionalInt.of(Integer.parseInt(line.group(1))) : OptionalInt.empty();
  }

  /** The beginning, fit to be shown. */
  String shown() {
    String line =
        new String(text.toString().getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    String clean = line.replaceAll("[^\\p{Print}]", ".");
    return clean.length() > 40 ? clean.substring(0, 40) + "…" : clean;
  }
}
